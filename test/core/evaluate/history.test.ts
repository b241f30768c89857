import { describe, expect, it } from 'vitest';
import type { Stretch } from '../../../src/core/model/history.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { at, FRESH_FOR_MS, topology } from './build.ts';
import { TestMemory } from './history-build.ts';

const site = () =>
  topology({ gateways: 'gw1 gw2', storage: { servers: 's1', rule: 'all' } }, { mail: 'gateways storage' });

/** `'19:00 online, 19:03 offline'` in London time on the 3rd. */
function told(stretches: readonly Stretch[]): string {
  return stretches.map(({ startAt, state }) => `${clock(startAt)} ${state}`).join(', ');
}

function clock(instant: Instant): string {
  return new Date(instant + 60 * MINUTE_MS).toISOString().slice(11, 16);
}

/** Looks each minute from 19:00 on; `null` is a minute in which nobody looked. */
function watched(...minutes: readonly (string | null)[]): TestMemory {
  const memory = new TestMemory(site());
  minutes.forEach((verdicts, index) => {
    if (verdicts !== null) memory.look(at('19:00') + index * MINUTE_MS, verdicts);
  });
  return memory;
}

describe('what is remembered', () => {
  it('is nothing where nobody ever looked', () => {
    const history = new TestMemory(site()).read(at('20:00'));
    expect(history.observed).toBeNull();
    expect(history.knows('server', 'gw1')).toBe(false);
    expect(told(history.verdicts('gw1', at('19:00'), at('20:00')))).toBe('19:00 unknown');
    expect(history.changes(at('00:00'), at('23:00'))).toEqual([]);
    expect([...history.days()]).toEqual([]);
    expect(history.digest(at('19:00'), at('20:00'))).toBe('');
  });

  it('does not grow while nothing happens', () => {
    const memory = watched('', '', '');
    const { length } = memory.text;
    memory.look(at('19:03'));
    expect(memory.text).toHaveLength(length);
    expect(memory.text.split('\n')).toHaveLength(2);
  });

  it('is unknown before the first look, and again when what was seen last is no longer believed', () => {
    const history = watched('', '').read(at('20:00'));
    expect(history.observed).toEqual({ fromAt: at('19:00'), untilAt: at('19:01') });
    expect(told(history.verdicts('gw1', at('18:50'), at('20:00')))).toBe(
      '18:50 unknown, 19:00 online, 19:06 unknown',
    );
    expect(FRESH_FOR_MS).toBe(5 * MINUTE_MS);
  });

  it('dates an outage to its first failure, for the server and for what stands on it', () => {
    const history = watched('', '', 's1:offline@19:01').read(at('19:03'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:03')))).toBe('19:00 online, 19:01 offline');
    expect(told(history.severities('group', 'storage', at('19:00'), at('19:03')))).toBe(
      '19:00 operational, 19:01 down',
    );
    expect(told(history.severities('service', 'mail', at('19:00'), at('19:03')))).toBe(
      '19:00 operational, 19:01 down',
    );
  });

  it('dates the outage of a group to when the last of its servers went, whichever was found out first', () => {
    const memory = watched('', '', '', 'gw2:offline@19:02', 'gw1:offline@19:01 gw2:offline@19:02');
    const history = memory.read(at('19:05'));
    expect(told(history.severities('group', 'gateways', at('19:00'), at('19:05')))).toBe(
      '19:00 operational, 19:02 down',
    );
  });

  it.each([
    [
      'before the server’s last change',
      ['', 's1:offline@19:00', '', 's1:offline@19:00'],
      '19:00 online, 19:01 offline, 19:02 online, 19:03 offline',
    ],
    ['ahead of the look itself', ['', 's1:offline@19:30'], '19:00 online, 19:01 offline'],
  ])('does not believe a time %s', (_name, looks, expected) => {
    const history = watched(...looks).read(at('19:04'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:04')))).toBe(expected);
  });

  it('ends what was known when nobody looked, and takes up again when somebody does', () => {
    const memory = watched('', '', ...Array<null>(8).fill(null), 's1:offline', 's1:offline');
    const history = memory.read(at('19:12'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:12')))).toBe(
      '19:00 online, 19:06 unknown, 19:10 offline',
    );
    expect(history.gaps(at('19:00'), at('20:00'))).toEqual([{ startAt: at('19:06'), endAt: at('19:10') }]);
    expect(history.gaps(at('19:07'), at('19:08'))).toHaveLength(1);
    expect(history.gaps(at('19:10'), at('20:00'))).toEqual([]);
    expect(
      history
        .changes(at('19:01'), at('20:00'))
        .filter(({ id }) => id === 's1')
        .map(({ at: when, from, to, gap }) => [clock(when), from, to, gap]),
    ).toEqual([
      ['19:06', 'online', 'unknown', 'lost'],
      ['19:10', 'unknown', 'offline', 'back'],
    ]);
  });

  it('bridges looks that are late but still believed', () => {
    const history = watched('', null, null, null, '').read(at('19:05'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:05')))).toBe('19:00 online');
    expect(history.gaps(at('19:00'), at('19:05'))).toEqual([]);
  });

  it('lists changes of everything in a total order, the first look included', () => {
    const history = watched('', 's1:offline', '').read(at('19:03'));
    expect(
      history
        .changes(at('19:00'), at('19:03'))
        .map(({ at: when, kind, id, to, gap }) =>
          [clock(when), kind, id, to, ...(gap === undefined ? [] : [gap])].join(' '),
        ),
    ).toEqual([
      '19:00 server gw1 online back',
      '19:00 server gw2 online back',
      '19:00 server s1 online back',
      '19:00 group gateways operational back',
      '19:00 group storage operational back',
      '19:00 service mail operational back',
      '19:01 server s1 offline',
      '19:01 group storage down',
      '19:01 service mail down',
      '19:02 server s1 online',
      '19:02 group storage operational',
      '19:02 service mail operational',
    ]);
  });

  it('forgets servers that the topology no longer has', () => {
    const memory = watched('', 'gw2:offline');
    const fewer = topology(
      { gateways: 'gw1', storage: { servers: 's1', rule: 'all' } },
      { mail: 'gateways storage' },
    );
    const later = Object.assign(new TestMemory(fewer), { recording: memory.recording });
    memory.files.forEach((text, month) => later.files.set(month, text));
    later.look(at('19:02'));
    later.look(at('19:03'));
    const history = later.read(at('19:04'));
    expect(told(history.verdicts('gw2', at('19:00'), at('19:04')))).toBe(
      '19:00 online, 19:01 offline, 19:02 unknown',
    );
    expect(later.recording?.states.server.has('gw2')).toBe(false);
    expect(later.text.split('\n').filter((line) => line.includes('gw2'))).toHaveLength(3);
  });

  it('changes groups whose rule changed, though no server did', () => {
    const memory = watched('gw1:offline', 'gw1:offline');
    const stricter = topology(
      { gateways: { servers: 'gw1 gw2', rule: 'all' }, storage: { servers: 's1', rule: 'all' } },
      { mail: 'gateways storage' },
    );
    const later = Object.assign(new TestMemory(stricter), { recording: memory.recording });
    memory.files.forEach((text, month) => later.files.set(month, text));
    later.look(at('19:02'), 'gw1:offline');
    expect(told(later.read(at('19:03')).severities('group', 'gateways', at('19:00'), at('19:03')))).toBe(
      '19:00 operational, 19:02 partial',
    );
  });
});

describe('time that does not run as it should', () => {
  it('ignores a snapshot that is older than what is recorded', () => {
    const memory = watched('', '', '');
    const before = memory.text;
    expect(memory.look(at('19:01'), 's1:offline', at('19:02')).type).toBe('out-of-order');
    expect(memory.text).toBe(before);
  });

  it('lets the last of several snapshots of one time have the last word, and adds nothing for the same again', () => {
    const memory = watched('', '', '');
    const before = memory.text;
    expect(memory.look(at('19:02'), '', at('19:03')).type).toBe('recorded');
    expect(memory.text).toBe(before);
    // As where one vantage has fallen silent and the others see on.
    memory.look(at('19:02'), 's1:offline', at('19:03'));
    expect(told(memory.read(at('19:03')).verdicts('s1', at('19:00'), at('19:03')))).toBe(
      '19:00 online, 19:02 offline',
    );
    memory.look(at('19:02'), '', at('19:04'));
    const { length } = memory.text;
    memory.look(at('19:02'), '', at('19:04'));
    expect(memory.text).toHaveLength(length);
    expect(told(memory.read(at('19:04')).verdicts('s1', at('19:00'), at('19:04')))).toBe('19:00 online');
    memory.look(at('19:05'), 's1:offline', at('19:05'));
    expect(told(memory.read(at('19:06')).verdicts('s1', at('19:00'), at('19:06')))).toBe(
      '19:00 online, 19:05 offline',
    );
  });

  it('tells the time anew after a clock was set back', () => {
    const memory = watched('');
    const ahead = at('19:00') + 400 * DAY_MS;
    memory.look(ahead, 's1:offline');
    expect(memory.look(at('19:10'), 'gw1:offline', at('19:10')).type).toBe('set-back');
    memory.look(at('19:11'), 'gw1:offline');
    const history = memory.read(at('19:12'));
    // What was seen at seven was believed for five minutes, whatever the clock said then.
    expect(told(history.verdicts('s1', at('19:00'), at('19:12')))).toBe(
      '19:00 online, 19:05 unknown, 19:10 online',
    );
    expect(told(history.verdicts('gw1', at('19:00'), at('19:12')))).toBe(
      '19:00 online, 19:05 unknown, 19:10 offline',
    );
    expect(history.observed?.untilAt).toBe(at('19:11'));
  });

  it('tells it anew within one month too', () => {
    const memory = watched('', '');
    memory.look(at('21:00'), 's1:offline');
    memory.look(at('21:30'), '');
    expect(memory.look(at('19:02'), '', at('19:02')).type).toBe('set-back');
    memory.look(at('19:03'));
    const history = memory.read(at('19:04'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:04')))).toBe('19:00 online');
    expect(history.gaps(at('19:00'), at('22:00'))).toEqual([]);
  });

  it('does not believe lines from after now', () => {
    const memory = watched('', '', 's1:offline');
    const history = memory.read(at('19:01'));
    expect(told(history.verdicts('s1', at('19:00'), at('19:10')))).toBe('19:00 online, 19:06 unknown');
    expect(history.observed).toEqual({ fromAt: at('19:00'), untilAt: at('19:01') });
  });
});

describe('months', () => {
  const SEPTEMBER = Date.UTC(2010, 8, 1);
  const look = (minutes: readonly (readonly [number, string])[]) => {
    const memory = new TestMemory(site());
    for (const [minute, verdicts] of minutes) memory.look(SEPTEMBER + minute * MINUTE_MS, verdicts);
    return memory;
  };
  const down = 's1:offline';

  it('each begin with what held when they did', () => {
    const memory = look([
      [-2, down],
      [-1, down],
      [0, down],
      [1, down],
    ]);
    expect([...memory.files.keys()]).toEqual(['2010-08', '2010-09']);
    const september = memory.files.get('2010-09') ?? '';
    expect(september).toContain('"at":"2010-09-01T00:00:00Z","all":');
    expect(september.split('\n')).toHaveLength(2);
    const alone = memory.read(SEPTEMBER + 2 * MINUTE_MS, { months: memory.months.slice(1) });
    expect(alone.verdicts('s1', SEPTEMBER, SEPTEMBER + MINUTE_MS)).toEqual([
      { startAt: SEPTEMBER, endAt: SEPTEMBER + MINUTE_MS, state: 'offline' },
    ]);
  });

  it('are one story: no change where none was', () => {
    const history = look([
      [-2, ''],
      [-1, ''],
      [1, ''],
      [2, ''],
    ]).read(SEPTEMBER + 3 * MINUTE_MS);
    expect(history.changes(SEPTEMBER - MINUTE_MS, SEPTEMBER + 3 * MINUTE_MS)).toEqual([]);
    expect(history.gaps(SEPTEMBER - DAY_MS, SEPTEMBER + DAY_MS)).toEqual([]);
  });

  it('may say of the one before how it ended', () => {
    const memory = new TestMemory(site());
    memory.look(SEPTEMBER - 2 * MINUTE_MS);
    memory.look(SEPTEMBER + MINUTE_MS);
    expect(memory.files.has('2010-09')).toBe(true);
    memory.take({
      takenAt: SEPTEMBER + 2 * MINUTE_MS,
      vantages: [],
      servers: new Map([
        ['gw1', { verdict: 'online', seenFrom: {} }],
        ['gw2', { verdict: 'online', seenFrom: {} }],
        ['s1', { verdict: 'offline', sinceAt: SEPTEMBER - MINUTE_MS, seenFrom: {} }],
      ]),
    });
    const history = memory.read(SEPTEMBER + 3 * MINUTE_MS);
    expect(history.verdicts('s1', SEPTEMBER - 2 * MINUTE_MS, SEPTEMBER)).toEqual([
      { startAt: SEPTEMBER - 2 * MINUTE_MS, endAt: SEPTEMBER - MINUTE_MS, state: 'online' },
      { startAt: SEPTEMBER - MINUTE_MS, endAt: SEPTEMBER, state: 'offline' },
    ]);
    expect(history.changes(SEPTEMBER - 2 * MINUTE_MS + 1, SEPTEMBER).map(({ id }) => id)).toEqual([
      's1',
      'storage',
      'mail',
    ]);
  });

  it('keep a gap that spans them', () => {
    const history = look([
      [-30, ''],
      [30, ''],
    ]).read(SEPTEMBER + 31 * MINUTE_MS);
    expect(history.gaps(SEPTEMBER, SEPTEMBER + MINUTE_MS)).toEqual([
      { startAt: SEPTEMBER - 25 * MINUTE_MS, endAt: SEPTEMBER + 30 * MINUTE_MS },
    ]);
    expect(
      history
        .verdicts('s1', SEPTEMBER - 30 * MINUTE_MS, SEPTEMBER + 31 * MINUTE_MS)
        .map(({ state }) => state),
    ).toEqual(['online', 'unknown', 'online']);
  });
});

describe('what pages depend on', () => {
  const SEPTEMBER = Date.UTC(2010, 8, 1);

  it('stays the same while nothing changes, though somebody looks', () => {
    const memory = watched('', 's1:offline', '');
    const before = memory.read(at('19:03')).digest(at('18:30'), at('19:30'));
    memory.look(at('19:03'));
    memory.look(at('19:04'));
    expect(memory.read(at('19:05')).digest(at('18:30'), at('19:30'))).toBe(before);
    memory.look(at('19:05'), 'gw1:offline');
    expect(memory.read(at('19:06')).digest(at('18:30'), at('19:30'))).not.toBe(before);
  });

  it('stays the same when something changes elsewhere in time', () => {
    const memory = watched('', 's1:offline', '');
    const before = memory.read(at('20:00')).digest(at('18:30'), at('19:03'));
    memory.look(at('19:10'), 'gw1:offline');
    expect(memory.read(at('20:00')).digest(at('18:30'), at('19:03'))).toBe(before);
  });

  it('is the file’s own digest for months long past, which are then not read', () => {
    const memory = new TestMemory(site());
    for (let month = 0; month < 5; month++) memory.look(Date.UTC(2010, 4 + month, 20));
    const read: string[] = [];
    const months = memory.months.map((file) => ({
      ...file,
      digest: file.month,
      text: () => {
        read.push(file.month);
        return file.text();
      },
    }));
    const history = memory.read(Date.UTC(2010, 8, 21), { months });
    read.length = 0;
    expect(history.digest(Date.UTC(2010, 6, 10), Date.UTC(2010, 6, 11))).toBe('2010-06 2010-07');
    expect(history.digest(Date.UTC(2010, 6, 31), SEPTEMBER - 31 * DAY_MS)).toBe('2010-06 2010-07 2010-08');
    expect(read).toEqual([]);
  });

  it('counts the changes of days once, as long as the months are the same', () => {
    const memory = new TestMemory(site());
    memory.look(Date.UTC(2010, 6, 20, 23, 30));
    memory.look(Date.UTC(2010, 6, 20, 23, 31), 's1:offline');
    memory.look(Date.UTC(2010, 8, 3));
    const dayCounts = new Map<string, Readonly<Record<string, number>>>();
    const days = memory.read(at('20:00'), { dayCounts }).days();
    // Half past eleven in the evening of the 20th in UTC is the 21st in London. Six subjects lost or seen again are one change.
    expect([...days]).toEqual([
      ['2010-07-21', 1 + 3 + 1],
      ['2010-09-03', 1],
    ]);
    expect(dayCounts.size).toBe(2);
    for (const [name] of dayCounts) dayCounts.set(name, { '2001-01-01': 1 });
    expect([...memory.read(at('20:00'), { dayCounts }).days()]).toEqual([['2001-01-01', 2]]);
  });
});
