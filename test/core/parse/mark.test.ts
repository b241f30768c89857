import { describe, expect, it } from 'vitest';
import { readMark } from '../../../src/core/parse/mark.ts';
import { readPhase } from '../../../src/core/parse/phase.ts';

/** A mark as one line: the times as minutes of the day, what else was told, and the text behind it. */
function told(line: string): string {
  const reading = readMark(line, (name) => ['UTC', 'GMT', 'Z', 'BST'].includes(name));
  if (reading === undefined) return 'text';
  if (reading.kind === 'impossible') return `impossible ${reading.text}`;
  const { from, until, end, leftover, unclosed } = reading.mark;
  const time = ({ date, minute, zone }: typeof from): string =>
    [
      date === undefined
        ? ''
        : date.kind === 'iso'
          ? `${date.year}-${date.month}-${date.day} `
          : `${date.first}/${date.second} `,
      date?.kind === 'slash' && date.year !== undefined ? `of ${date.year} ` : '',
      minute === undefined ? 'day' : `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`,
      zone === undefined ? '' : ` ${zone}`,
    ].join('');
  const rest = [leftover === undefined ? '' : ` (${leftover})`, unclosed ? ' (open)' : ''].join('');
  return `${time(from)}${until === undefined ? '' : ` to ${time(until)}`}${rest} | ${line.slice(end)}`;
}

describe('readMark', () => {
  it.each([
    // As the seed has them.
    ['[16:57] Some users', '16:57 | Some users'],
    ['[09.41] Yesterday evening', '9:41 | Yesterday evening'],
    ['10:30: Dear Members - we are', '10:30 | Dear Members - we are'],
    ['01:30 - Dear Members', '1:30 | Dear Members'],
    ['15:35 - 15:50', '15:35 to 15:50 | '],
    ['15:35 - 15:50 A service issue', '15:35 to 15:50 | A service issue'],
    ['04:00am - A server', '4:00 | A server'],
    ['[31/08 16:57] x', '31/8 16:57 | x'],
    ['[2010-08-31 16:57] x', '2010-8-31 16:57 | x'],
    ['[16:57 UTC] x', '16:57 UTC | x'],
    ['[16:57 BST] x', '16:57 BST | x'],
    // As tired people write.
    ['[ 16:57 ]x', '16:57 | x'],
    ['   [16:57] x', '16:57 | x'],
    ['[16:57]: x', '16:57 | x'],
    ['[16:57] - x', '16:57 | x'],
    ['[16:57], x', '16:57 | x'],
    ['[16:57]', '16:57 | '],
    ['[16:57:30] x', '16:57 | x'],
    ['[4pm] x', '16:00 | x'],
    ['[12am] x', '0:00 | x'],
    ['[12.15 p.m.] x', '12:15 | x'],
    ['[15:35pm] x', '15:35 | x'],
    ['[24:00] x', '24:00 | x'],
    ['10:30 – x', '10:30 | x'],
    ['10:30—x', '10:30 | x'],
    ['10:30 : x', '10:30 | x'],
    ['10:30:', '10:30 | '],
    ['10:30:15 - x', '10:30 | x'],
    ['09.41: x', '9:41 | x'],
    ['4pm: x', '16:00 | x'],
    ['16:57 BST - x', '16:57 BST | x'],
    ['16:57Z: x', '16:57 Z | x'],
    ['31/08 16:57 - x', '31/8 16:57 | x'],
    ['2010-08-31 16:57: x', '2010-8-31 16:57 | x'],
    ['[31/08/10 16:57] x', '31/8 of 2010 16:57 | x'],
    ['[31/08/2010, 16:57] x', '31/8 of 2010 16:57 | x'],
    ['[31/08 @ 16:57] x', '31/8 16:57 | x'],
    ['[31/08 at 16:57] x', '31/8 16:57 | x'],
    ['[2010-08-31T16:57Z] x', '2010-8-31 16:57 Z | x'],
    ['[2010-08-31T16:57:00.000Z] x', '2010-8-31 16:57 Z | x'],
    ['[2010-08-31T16:57-05:00] x', '2010-8-31 16:57 -05:00 | x'],
    ['[16:57 +01:00] x', '16:57 +01:00 | x'],
    ['[16:57 UTC+1] x', '16:57 UTC+1 | x'],
    ['[31/08] x', '31/8 day | x'],
    ['[2010-08-31] x', '2010-8-31 day | x'],
    ['16:10-16:50 we were', '16:10 to 16:50 | we were'],
    ['15:35 – 15:50: x', '15:35 to 15:50 | x'],
    ['15:35 - 15:50, x', '15:35 to 15:50 | x'],
    ['[15:35 - 15:50] x', '15:35 to 15:50 | x'],
    ['[15:35 to 15:50] x', '15:35 to 15:50 | x'],
    ['[15:35] - [15:50] x', '15:35 to 15:50 | x'],
    ['[31/08 23:50 - 01/09 00:10] x', '31/8 23:50 to 1/9 0:10 | x'],
    ['[16:57 - 17:10 UTC] x', '16:57 UTC to 17:10 UTC | x'],
    ['3:35 - 3:50pm x', '15:35 to 15:50 | x'],
    ['11:50 - 12:10pm x', '11:50 to 12:10 | x'],
    ['10:30 - 11 people wrote', '10:30 | 11 people wrote'],
    ['[16:57]: Resolved', '16:57 | Resolved'],
    // Read, and reported.
    ['[16:57 onwards] x', '16:57 (onwards) | x'],
    ['[16:57 PDT] x', '16:57 PDT | x'],
    ['[16:57 We are aware', '16:57 (open) | We are aware'],
    ['[25:10] x', 'impossible [25:10]'],
    ['[16:75] x', 'impossible [16:75]'],
    ['[15:35am] x', 'impossible [15:35am]'],
    ['25:10: x', 'impossible 25:10'],
    ['[Tue 16:57] x', 'impossible [Tue 16:57]'],
    // Text.
    ['10.30 people wrote', 'text'],
    ['10:30 people wrote', 'text'],
    ['10:30 was the time', 'text'],
    ['10:30, we saw', 'text'],
    ['10:30', 'text'],
    ['10:30-ish we saw', 'text'],
    ['10:30:15 we saw', 'text'],
    ['    [16:57] code', 'text'],
    ['\t[16:57] code', 'text'],
    ['x [16:57]', 'text'],
    ['\\[16:57] x', 'text'],
    ['10\\:30 - x', 'text'],
    ['[16:57](https://example.org)', 'text'],
    ['[16:57][log]', 'text'],
    ['[16:57]: https://example.org', 'text'],
    ['[16:57]: /incidents/x/', 'text'],
    ['[1/2] first part', 'text'],
    ['[2010] x', 'text'],
    ['[x] done', 'text'],
    ['[]', 'text'],
    ['[', 'text'],
    ['99.95 - uptime in August', 'text'],
    ['1.25 - 1.50GB of mail', 'text'],
    ['192.168.1.1 - gone', 'text'],
    ['10.20.30.40: gone', 'text'],
    ['12.08.2010: x', 'text'],
    ['2010-08-31: x', 'text'],
    ['16:9 - wide screens', 'text'],
    ['10:30 note: x', 'text'],
    ['10:30 NOTE: x', 'text'],
    ['1. 16:57', 'text'],
    ['- 16:57: x', 'text'],
    ['', 'text'],
  ])('%j is %j', (line, expected) => {
    expect(told(line)).toBe(expected);
  });
});

describe('readPhase', () => {
  it.each([
    ['Identified: some logins', 'identified | some logins'],
    ['RESOLVED. All works', 'resolved | All works'],
    ['resolved - all works', 'resolved | all works'],
    ['Monitoring – so far', 'monitoring | so far'],
    ['Investigating', 'investigating | '],
    ['Investigating  ', 'investigating | '],
    ['Resolved:all works', 'resolved | all works'],
    ['**Resolved**: all works', 'resolved | all works'],
    ['**Resolved:** all works', 'resolved | all works'],
    ['**Resolved** all works', 'text'],
    ['Post-mortem: why', 'postmortem | why'],
    ['In progress. Moving', 'in progress | Moving'],
    ['in-progress: moving', 'in progress | moving'],
    ['Completed', 'completed | '],
    ['Resolved the fault', 'text'],
    ['monitoring-system restarted', 'text'],
    ['monitoring.example.org is slow', 'text'],
    ['Unresolved: x', 'text'],
    ['Resolvedly. x', 'text'],
  ])('%j is %j', (line, expected) => {
    const found = readPhase(line);
    expect(found === undefined ? 'text' : `${found.phase} | ${line.slice(found.end)}`).toBe(expected);
  });
});
