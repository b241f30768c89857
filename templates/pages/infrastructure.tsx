import type { VNode } from 'preact';
import type { InfrastructureView } from '../../src/core/view/infrastructure.ts';
import type { VantageView } from '../../src/core/view/server.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { DiagramLayout } from '../../src/render/diagram/model.ts';
import type { Kit } from '../kit.ts';
import { effectsSentences } from '../../src/render/words/effects.ts';
import { EntryHead } from '../parts/entry.tsx';
import { Section } from '../parts/section.tsx';
import { WindowText } from '../parts/text.tsx';

/** The diagram, the same as a list, and what it all means. */
export function InfrastructurePage({ view }: { readonly view: InfrastructureView }, kit: Kit): VNode {
  const { frame, lights, diagram, zones, explanations, zonesLast } = view;
  const { words, parts } = kit;
  const { Layout, RecordedBanner, Freshness, Diagram, ZoneList, Explanations } = parts;
  const title = words.text('infrastructure.heading');
  // The views know the layout only as something to carry; here it gets its type back.
  const layout = view.layout as DiagramLayout | null;
  return (
    <Layout
      frame={frame}
      title={title}
      description={words.text('page.description.infrastructure', { site: frame.siteName })}
      lights={lights}
      inlined
    >
      <RecordedBanner at={lights.recordedAt} siteName={frame.siteName} />
      <div class="page-head">
        <h1>{title}</h1>
        <Freshness lights={lights} />
      </div>
      {layout === null ? null : <Diagram layout={layout} view={diagram} />}
      <PlannedWork view={view} kit={kit} />
      <Section id="allServers" heading={words.text('infrastructure.list')}>
        <Vantages vantages={view.vantages} near={lights.status.takenAt} kit={kit} />
        <ZoneList zones={zones} names={lights.names} near={lights.status.takenAt} />
      </Section>
      <Explanations explanations={explanations} zones={zones} zonesLast={zonesLast} />
    </Layout>
  );
}

/** From where our probes look, and when each looked last where they did not look at the same time. */
function Vantages(props: {
  readonly vantages: readonly VantageView[];
  readonly near: Instant | undefined;
  readonly kit: Kit;
}) {
  const { vantages, near, kit } = props;
  const { words } = kit;
  if (vantages.length === 0) return null;
  const looks = vantages.flatMap(({ name, at }) =>
    at === undefined ? [] : words.text('vantages.look', { vantage: name, time: words.time(at, near) }),
  );
  return (
    <p class="quiet">
      {looks.length === 0
        ? words.text('vantages', { vantages: words.list(vantages.map(({ name }) => name)) })
        : words.text('vantages.timed', { looks: words.list(looks) })}
    </p>
  );
}

/** All work under way or to come, in short; each title leads to what staff say of it. */
function PlannedWork({ view, kit }: { readonly view: InfrastructureView; readonly kit: Kit }) {
  const { maintenance, maintenanceUnlisted } = view;
  const { words, url } = kit;
  if (maintenance.length === 0) return null;
  return (
    <Section id="plannedWork" heading={words.text('maintenance.heading')}>
      {maintenance.map((work) => (
        <article class="entry">
          <EntryHead entry={{ ...work, kind: 'maintenance' }} kit={kit} />
          <p class="window">
            <WindowText window={work.window} kit={kit} />
          </p>
          {work.effects === undefined ? null : (
            <p class="effects">{effectsSentences(work.effects, 'maintenance.expected', kit.words)}</p>
          )}
        </article>
      ))}
      {maintenanceUnlisted === 0 ? null : (
        <p class="rest">
          <a href={url('/history/')}>{words.text('maintenance.unlisted', { count: maintenanceUnlisted })}</a>
        </p>
      )}
    </Section>
  );
}
