import type { VNode } from 'preact';
import { incidentPath } from '../../src/core/view/incident.ts';
import type { OutageView, RecordView } from '../../src/core/view/record.ts';
import type { Instant } from '../../src/core/model/time.ts';
import type { Kit } from '../kit.ts';
import { DayTable, UptimeTable } from './record-tables.tsx';
import { Section } from './section.tsx';
import { StateGlyph } from './state-glyph.tsx';
import { Day, LongTime, sentence, WindowText } from './text.tsx';
import { StripSample } from './uptime-strip.tsx';

export interface ServiceRecordProps {
  /** Undefined where nobody ever looked. */
  readonly record: RecordView | undefined;
  /** The data's time. */
  readonly near: Instant | undefined;
}

/** What a service has been through: its bars, its uptime, its outages, and the days behind the bars. */
export function ServiceRecord({ record }: ServiceRecordProps, kit: Kit): VNode {
  const { words } = kit;
  if (record === undefined) {
    return (
      <Section id="serviceRecord" heading={words.text('periods.heading')}>
        <p class="quiet">{words.text('record.none')}</p>
      </Section>
    );
  }
  return (
    <>
      <Bars record={record} kit={kit} />
      <Section id="serviceUptime" heading={words.text('periods.heading')}>
        <UptimeTable periods={record.periods} kit={kit} />
      </Section>
      <Outages record={record} kit={kit} />
    </>
  );
}

function Bars({ record, kit }: { readonly record: RecordView; readonly kit: Kit }) {
  const { strip, days } = record;
  const { words, parts } = kit;
  const states = [...new Set(strip.runs.map(({ state }) => state))].sort(
    (a, b) => KEY_ORDER.indexOf(a) - KEY_ORDER.indexOf(b),
  );
  return (
    <Section
      id="serviceRecord"
      heading={words.text('record.heading', { days: strip.total })}
      aside={words.uptime(strip)}
    >
      <figure class="record">
        <parts.UptimeStrip strip={strip} large />
        <figcaption>
          <p class="ends">
            <Day day={strip.fromDay} kit={kit} />
            <Day day={strip.toDay} kit={kit} />
          </p>
          <ul class="key" aria-label={words.text('record.key')}>
            {states.map((state) => (
              <li>
                <StripSample state={state} />
                {words.text(`record.key.${state}`)}
              </li>
            ))}
          </ul>
        </figcaption>
      </figure>
      <details>
        <summary>{words.text('days.heading')}</summary>
        {kit.keep('days', days, () => (
          <DayTable days={days} kit={kit} />
        ))}
      </details>
    </Section>
  );
}

/** As the sentence behind the bars counts them. */
const KEY_ORDER = ['operational', 'down', 'partial', 'degraded', 'maintenance', 'unknown'] as const;

function Outages({ record, kit }: { readonly record: RecordView; readonly kit: Kit }) {
  const { outages, outagesUnlisted, strip } = record;
  return kit.keep('outages', [outages, outagesUnlisted, strip.total], () => drawOutages(record, kit));
}

function drawOutages({ outages, outagesUnlisted, strip }: RecordView, kit: Kit): VNode {
  const { words } = kit;
  return (
    <Section id="serviceOutages" heading={words.text('outages.heading')}>
      {outages.length === 0 ? (
        <p class="quiet">{words.text('outages.none', { days: strip.total })}</p>
      ) : (
        <ul class="outages">
          {outages.map((outage) => (
            <OutageItem outage={outage} kit={kit} />
          ))}
        </ul>
      )}
      {outagesUnlisted === 0 ? null : (
        <p class="quiet">{words.text('outages.unlisted', { count: outagesUnlisted })}</p>
      )}
    </Section>
  );
}

function OutageItem({ outage, kit }: { readonly outage: OutageView; readonly kit: Kit }) {
  const { from, to, severity, witness, incidents } = outage;
  const { words, url } = kit;
  return (
    <li>
      <StateGlyph state={severity} />
      <strong>{words.text(`outage.${severity}`, { duration: words.duration(to.at - from.at) })}</strong>
      <p class="window">
        <OutageTime outage={outage} kit={kit} />
      </p>
      <p class="quiet">
        {words.text(`outage.witness.${witness}`)}
        {incidents.map(({ slug, title }) => (
          <>
            {' '}
            <a href={url(incidentPath(slug))}>{title}</a>
          </>
        ))}
      </p>
    </li>
  );
}

/** A day that staff wrote without a clock time gets none. */
function OutageTime({ outage, kit }: { readonly outage: OutageView; readonly kit: Kit }) {
  const { from, to, lasting } = outage;
  const start = <LongTime at={from} kit={kit} />;
  if (lasting) return <>{sentence(kit, 'outage.lasting', { time: start })}</>;
  if (from.precision === 'minute' && to.precision === 'minute')
    return <WindowText window={{ startAt: from.at, endAt: to.at }} kit={kit} />;
  return <>{sentence(kit, 'outage.days', { from: start, to: <LongTime at={to} kit={kit} /> })}</>;
}
