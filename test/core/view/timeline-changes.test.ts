import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/core/model/history.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import { changeRows } from '../../../src/core/view/timeline-changes.ts';
import { rangeOf } from '../../../src/core/view/timeline-day.ts';
import { describeChange } from '../../../src/render/words/timeline.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { topology as siteOf } from '../evaluate/build.ts';
import { TOPOLOGY } from './fixtures.ts';
import { watched } from './watched.ts';

const DAY = '2010-08-31';
const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const TWO_DAYS = { from: '2010-08-30 00:00', until: '2010-08-31 23:59' };

function told(history: History, topology: Topology = TOPOLOGY): readonly string[] {
  const context = viewContext(topology);
  return changeRows(history, context, rangeOf(DAY, context)).map(
    (row) => `${WORDS.clock(row.at)} ${describeChange(WORDS, row)}`,
  );
}

describe('what the probes saw on a day, in words', () => {
  test('a server goes and comes back', () => {
    const changes = { [`${DAY} 14:12`]: 'gw1:offline', [`${DAY} 14:31`]: '' };
    expect(told(watched({ ...TWO_DAYS, changes }))).toEqual([
      '14:12 gw1 (Gateways) went offline.',
      '14:31 gw1 (Gateways) is back, after 19 minutes.',
    ]);
  });

  test('all servers of a group, what stands on it, and when it works again', () => {
    const changes = {
      [`${DAY} 14:12`]: 'gw1:offline',
      [`${DAY} 14:20`]: 'gw1:offline gw2:offline',
      [`${DAY} 15:25`]: '',
    };
    expect(told(watched({ ...TWO_DAYS, changes }))).toEqual([
      '14:12 gw1 (Gateways) went offline.',
      '14:20 gw2 (Gateways) went offline.',
      '14:20 Gateways as a whole is down.',
      '14:20 The service Incoming Mail is down.',
      '15:25 gw1 (Gateways) is back, after 1 hour 13 minutes.',
      '15:25 gw2 (Gateways) is back, after 1 hour 5 minutes.',
      '15:25 Gateways as a whole works again, after 1 hour 5 minutes.',
      '15:25 The service Incoming Mail works again, after 1 hour 5 minutes.',
    ]);
  });

  test('many servers in one minute are one line a group, and few of them are named', () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index + 1}`);
    const site = siteOf({ many: { servers: names.join(' '), rule: 20 - 18 }, few: 'f1 f2' });
    const all = [...names, 'f1', 'f2'].map((name) => `${name}:offline`).join(' ');
    const changes = {
      [`${DAY} 14:12`]: all,
      [`${DAY} 14:13`]: 's1:offline s2:offline f1:offline',
      [`${DAY} 14:14`]: '',
    };
    expect(told(watched({ ...TWO_DAYS, changes, topology: site }), site)).toEqual([
      '14:12 s1, s2, s3, s4, s5 and 7 more (many) went offline.',
      '14:12 f1 and f2 (few) went offline.',
      '14:12 few as a whole is down.',
      '14:12 many as a whole is down.',
      '14:13 s3, s4, s5, s6, s7 and 5 more (many) are back, after 1 minute.',
      '14:13 f2 (few) is back, after 1 minute.',
      '14:13 few as a whole works again, after 1 minute.',
      '14:13 many as a whole works again, after 1 minute.',
      '14:14 s1 and s2 (many) are back, after 2 minutes.',
      '14:14 f1 (few) is back, after 2 minutes.',
    ]);
  });

  test('what began the day before is counted from there', () => {
    const changes = { '2010-08-30 23:50': 'gw1:offline', [`${DAY} 00:10`]: '' };
    expect(told(watched({ ...TWO_DAYS, changes }))).toEqual([
      '00:10 gw1 (Gateways) is back, after 20 minutes.',
    ]);
  });

  test('what began before that is over, and nobody says after how long', () => {
    const changes = { '2010-08-29 12:00': 'gw1:offline', [`${DAY} 12:00`]: '' };
    const history = watched({ from: '2010-08-28 00:00', until: `${DAY} 23:59`, changes });
    expect(told(history)).toEqual(['12:00 gw1 (Gateways) is back.']);
  });

  test('a fault that changes is one fault until it is over', () => {
    const site = siteOf({ a: { servers: 'a1 a2', rule: 'all' } });
    const changes = {
      [`${DAY} 10:00`]: 'a1:offline',
      [`${DAY} 10:10`]: 'a1:offline a2:offline',
      [`${DAY} 10:20`]: 'a1:offline',
      [`${DAY} 10:30`]: '',
    };
    expect(
      told(watched({ ...TWO_DAYS, changes, topology: site }), site).filter((row) => row.includes('whole')),
    ).toEqual([
      '10:00 a as a whole is partly down.',
      '10:10 a as a whole is down.',
      '10:20 a as a whole is partly down.',
      '10:30 a as a whole works again, after 30 minutes.',
    ]);
  });

  test('a server that cannot be judged', () => {
    const changes = { [`${DAY} 10:00`]: 'gw1:unknown', [`${DAY} 10:10`]: '' };
    expect(told(watched({ ...TWO_DAYS, changes }))).toEqual([
      '10:00 Our probes can no longer tell how gw1 (Gateways) is doing.',
      '10:10 gw1 (Gateways) answers.',
    ]);
  });

  test('a server that the topology no longer knows is told by its id', () => {
    const old = siteOf({ gateways: 'gw1 gw2 gone' }, { mail: 'gateways' });
    const changes = { [`${DAY} 10:00`]: 'gone:offline', [`${DAY} 10:10`]: '' };
    expect(told(watched({ ...TWO_DAYS, changes, topology: old }))).toEqual([
      '10:00 gone went offline.',
      '10:10 gone is back, after 10 minutes.',
    ]);
  });
});

describe('times in which nobody looked', () => {
  const gaps = [[`${DAY} 03:06`, `${DAY} 04:20`]] as const;
  // Looks at 03:04, and that is believed for five minutes.
  const GAP = '03:09 Nobody looked from 03:09 to 04:20.';
  const BACK = '04:20 Our probes look again, after 1 hour 11 minutes.';

  test('are told once, however many servers there are', () => {
    expect(told(watched({ ...TWO_DAYS, gaps }))).toEqual([GAP, BACK]);
  });

  test.each([
    [
      'what failed meanwhile is found so',
      { [`${DAY} 04:00`]: 'gw1:offline', [`${DAY} 05:00`]: '' },
      [
        GAP,
        BACK,
        '04:20 gw1 (Gateways) was found offline.',
        '05:00 gw1 (Gateways) is back, after 40 minutes.',
      ],
    ],
    [
      'what was mended meanwhile is found so, after as long as can be known',
      { [`${DAY} 02:00`]: 'gw1:offline', [`${DAY} 04:00`]: '' },
      ['02:00 gw1 (Gateways) went offline.', GAP, BACK, '04:20 gw1 (Gateways) was found online again.'],
    ],
    [
      'what failed before and lasts is not told anew',
      { [`${DAY} 02:00`]: 'gw1:offline', [`${DAY} 05:00`]: '' },
      ['02:00 gw1 (Gateways) went offline.', GAP, BACK, '05:00 gw1 (Gateways) is back, after 3 hours.'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(watched({ ...TWO_DAYS, gaps, changes }))).toEqual(expected);
  });

  test('over midnight are told on both days', () => {
    const night = [['2010-08-30 23:30', `${DAY} 00:30`]] as const;
    expect(told(watched({ ...TWO_DAYS, gaps: night }))).toEqual([
      '00:30 Our probes look again, after 57 minutes.',
    ]);
  });

  test('end with the first look of all', () => {
    const changes = { [`${DAY} 00:00`]: 'gw1:offline' };
    expect(told(watched({ from: `${DAY} 10:00`, until: `${DAY} 12:00`, changes }))).toEqual([
      '10:00 Our probes’ records begin.',
      '10:00 gw1 (Gateways) was found offline.',
    ]);
  });

  test('that still last are not told: nobody knows of them yet', () => {
    const history = watched({ ...TWO_DAYS, until: `${DAY} 03:00` });
    expect(told(history)).toEqual([]);
  });
});
