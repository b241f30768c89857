import type { VNode } from 'preact';
import type { HomeView } from '../../src/core/view/home.ts';
import type { Kit } from '../kit.ts';
import { Section } from '../parts/section.tsx';

/** The page a worried person opens: the answer, the services, what is being done, what comes, what was. */
export function HomePage({ view }: { readonly view: HomeView }, kit: Kit): VNode {
  const { frame, lights, services, spares, unreported, strips, log } = view;
  const { words, parts } = kit;
  const { Layout, Headline, RecordedBanner, SystemStatus, RecentRecord, Log } = parts;
  return (
    <Layout
      frame={frame}
      // No state in the title: search engines and chats keep it for days.
      title={words.text('home.title')}
      description={words.text('page.description.home', { site: frame.siteName })}
      lights={lights}
      inlined
    >
      <RecordedBanner at={lights.recordedAt} siteName={frame.siteName} />
      <Headline lights={lights} />
      <SystemStatus lights={lights} services={services} spares={spares} unreported={unreported} />
      <OpenIncidents view={view} kit={kit} />
      <Maintenance view={view} kit={kit} />
      <RecentRecord strips={strips} />
      {kit.keep('log', log, () => (
        <Log log={log} />
      ))}
    </Layout>
  );
}

function OpenIncidents({ view, kit }: { readonly view: HomeView; readonly kit: Kit }) {
  const { open, openUnlisted, lights } = view;
  if (open.length === 0) return null;
  // Of the data's time its day alone decides how the times of an entry are told.
  const day = lights.status.takenAt === undefined ? null : kit.words.isoDay(lights.status.takenAt);
  return (
    <Section id="openIncidents" heading={kit.words.text('open.heading')}>
      {open.map((entry) =>
        kit.keep('open', [entry, day], () => (
          <kit.parts.OpenIncident entry={entry} near={lights.status.takenAt} />
        )),
      )}
      <Unlisted count={openUnlisted} message="open.unlisted" kit={kit} />
    </Section>
  );
}

function Maintenance({ view, kit }: { readonly view: HomeView; readonly kit: Kit }) {
  const { maintenance, maintenanceUnlisted } = view;
  if (maintenance.length === 0) return null;
  return (
    <Section id="plannedWork" heading={kit.words.text('maintenance.heading')}>
      {maintenance.map((entry) =>
        kit.keep('maintenance', entry, () => <kit.parts.MaintenanceCard entry={entry} />),
      )}
      <Unlisted count={maintenanceUnlisted} message="maintenance.unlisted" kit={kit} />
    </Section>
  );
}

/** What the page has no room for; the archive has it. */
function Unlisted(props: {
  readonly count: number;
  readonly message: 'open.unlisted' | 'maintenance.unlisted';
  readonly kit: Kit;
}) {
  const { count, message, kit } = props;
  if (count === 0) return null;
  return (
    <p class="rest">
      <a href={kit.url('/history/')}>{kit.words.text(message, { count })}</a>
    </p>
  );
}
