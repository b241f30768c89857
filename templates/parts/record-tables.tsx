import type { DaysView, UptimeView } from '../../src/core/view/record.ts';
import type { Kit } from '../kit.ts';
import { Day, sentence } from './text.tsx';

/** Uptime over several spans, each with how much of it was observed, and what there was beside it. */
export function UptimeTable(props: { readonly periods: readonly UptimeView[]; readonly kit: Kit }) {
  const { periods, kit } = props;
  const { words } = kit;
  return (
    <>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{words.text('periods.period')}</th>
            <th scope="col">{words.text('periods.up')}</th>
            <th scope="col">{words.text('periods.observed')}</th>
          </tr>
        </thead>
        {periods.map((period) => (
          <Period period={period} kit={kit} />
        ))}
      </table>
      <p class="quiet">{words.text('periods.explained')}</p>
    </>
  );
}

function Period({ period: told, kit }: { readonly period: UptimeView; readonly kit: Kit }) {
  const { period, uptime, coverage, spent, downByStaffMs } = told;
  const { words } = kit;
  const beside = words.spent(spent, downByStaffMs);
  return (
    <tbody>
      <tr>
        <th scope="rowgroup">{words.text(`period.${period}`)}</th>
        <td>{uptime === null ? words.text('periods.none') : words.percent(uptime)}</td>
        <td>{words.percent(coverage)}</td>
      </tr>
      {beside.length === 0 ? null : (
        <tr class="beside">
          <td colSpan={3}>{beside.join(' ')}</td>
        </tr>
      )}
    </tbody>
  );
}

/** The bars in words, newest first; days that were all well, or all not observed, share a row. */
export function DayTable({ days, kit }: { readonly days: readonly DaysView[]; readonly kit: Kit }) {
  const { words } = kit;
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">{words.text('days.day')}</th>
          <th scope="col">{words.text('days.what')}</th>
          <th scope="col">{words.text('days.observed')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((row) => (
          <tr>
            <th scope="row">
              <DayRange row={row} kit={kit} />
            </th>
            <td>{whatHappened(row, kit)}</td>
            <td>{words.percent(row.coverage)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayRange({ row: { from, to }, kit }: { readonly row: DaysView; readonly kit: Kit }) {
  if (from === to) return <Day day={from} kit={kit} />;
  return (
    <>{sentence(kit, 'days.range', { from: <Day day={from} kit={kit} />, to: <Day day={to} kit={kit} /> })}</>
  );
}

function whatHappened({ state, spent }: DaysView, { words }: Kit): string {
  if (state === 'operational' || state === 'unknown') return words.text(`days.${state}`);
  return words.spent(spent).join(' ');
}
