import type { VNode } from 'preact';
import { HISTORY_PATH } from '../../src/core/view/history.ts';
import { incidentPath } from '../../src/core/view/incident.ts';
import type {
  GroundView,
  ServiceEntryView,
  ServicePageView,
  StandingGroup,
} from '../../src/core/view/service.ts';
import { serviceNotes } from '../../src/render/service-notes.ts';
import type { Kit } from '../kit.ts';
import { NOW } from '../parts/light.ts';
import { Section } from '../parts/section.tsx';
import { StateGlyph } from '../parts/state-glyph.tsx';
import { Day, sentence } from '../parts/text.tsx';

/** One service: whether it works and why, what it stands on, how it did before. */
export function ServicePage({ view }: { readonly view: ServicePageView }, kit: Kit): VNode {
  const { frame, lights, service, record } = view;
  const { words, parts, url } = kit;
  const { Layout, RecordedBanner, Headline, ServiceRecord } = parts;
  return (
    <Layout
      frame={frame}
      // No state in the title: search engines and chats keep it for days.
      title={service.name}
      description={words.text('page.description.service', { service: service.name, site: frame.siteName })}
      lights={lights}
      feedsOf={service}
      inlined
    >
      <RecordedBanner at={lights.recordedAt} siteName={frame.siteName} />
      <Headline lights={lights} />
      <Why view={view} kit={kit} />
      {kit.keep('grounds', [view.about, view.grounds], () => (
        <Grounds view={view} kit={kit} />
      ))}
      <ServiceRecord record={record} near={lights.status.takenAt} />
      {kit.keep('entries', view.entries, () => (
        <Entries entries={view.entries} kit={kit} />
      ))}
      <nav class="ways" aria-label={words.text('incident.ways')}>
        <a href={url('/')}>{words.text('service.back')}</a>
        <a href={url(HISTORY_PATH)}>{words.text('log.history')}</a>
      </nav>
    </Layout>
  );
}

/** The same sentences as on the home page, all of them. */
function Why({ view, kit }: { readonly view: ServicePageView; readonly kit: Kit }) {
  const { service, lights } = view;
  const notes = serviceNotes(service, kit.words, (id) => lights.names[id] ?? id, lights.status.takenAt);
  if (notes.length === 0) return null;
  return (
    <Section id="serviceWhy" heading={kit.words.text('service.why')} passing>
      <div class="reasons">
        {notes.map((note) => (
          <p>{note}</p>
        ))}
      </div>
    </Section>
  );
}

function Grounds({ view, kit }: { readonly view: ServicePageView; readonly kit: Kit }) {
  const { about, grounds } = view;
  if (about === undefined && grounds.length === 0) return null;
  return (
    <Section id="serviceGrounds" heading={kit.words.text('service.what')}>
      {about === undefined ? null : <p class="lead">{about}</p>}
      {grounds.length === 0 ? null : (
        <ul class="grounds">
          {grounds.map((ground) => (
            <Ground ground={ground} kit={kit} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Ground({ ground, kit }: { readonly ground: GroundView; readonly kit: Kit }) {
  const { status, optional, fallback } = ground;
  const { words } = kit;
  return (
    <li>
      <StateGlyph state={status.severity} lit />
      <GroupLink group={ground} kit={kit} />
      <span class="ground-word quiet">{words.group(status)}</span>
      {optional ? <p>{words.text('service.degraded-without')}</p> : null}
      {fallback === undefined ? null : (
        <p {...NOW}>
          {sentence(kit, 'service.fallback', {
            group: <GroupLink group={fallback} kit={kit} />,
            state: words.group(fallback.status),
          })}
        </p>
      )}
    </li>
  );
}

function GroupLink({ group, kit }: { readonly group: StandingGroup; readonly kit: Kit }) {
  return <a href={kit.url(`/infrastructure/#${group.id}`)}>{group.name}</a>;
}

function Entries(props: { readonly entries: readonly ServiceEntryView[]; readonly kit: Kit }) {
  const { entries, kit } = props;
  const { words, parts, url } = kit;
  return (
    <Section id="serviceEntries" heading={words.text('service.incidents')}>
      {entries.length === 0 ? (
        <p class="quiet">{words.text('service.incidents.none')}</p>
      ) : (
        <ul class="told">
          {entries.map(({ slug, title, date, tag }) => (
            <li>
              <Day day={date} kit={kit} />
              <a href={url(incidentPath(slug))}>{title}</a>
              {tag === undefined ? null : <parts.Tag tag={tag} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
