import { describe, expect, it } from 'vitest';
import {
  adviceOnQueries,
  missingQueries,
  queriesFor,
} from '../../../../src/shell/probe/sources/prometheus-queries.ts';
import type { Mode, Queries } from '../../../../src/shell/probe/sources/prometheus-queries.ts';

const LABELS = { server: 'host', vantage: 'site' };

describe('what is asked', () => {
  it('of probes', () => {
    expect(queriesFor('probes', LABELS, {})).toEqual({
      votes: 'probe_success{host!=""}',
      age: 'time() - timestamp(probe_success{host!=""})',
      latency: 'probe_duration_seconds{host!=""}',
      boot: 'node_boot_time_seconds{host!=""}',
      up: 'up{host!="",site!=""} == 0',
      down_before: 'max_over_time(timestamp(probe_success{host!=""} == 0)[1d:1m])',
      up_before: 'max_over_time(timestamp(probe_success{host!=""} == 1)[1d:1m])',
      first_seen: 'min_over_time(timestamp(probe_success{host!=""} >= 0)[1d:1m])',
    });
  });

  it('of alerts', () => {
    expect(queriesFor('alerts', LABELS, {})).toEqual({
      boot: 'node_boot_time_seconds{host!=""}',
      alerts: 'ALERTS{alertstate="firing",host!=""}',
      alerts_age: 'time() - timestamp(ALERTS{alertstate="firing",host!=""})',
      alerts_since: 'ALERTS_FOR_STATE{host!=""}',
      watchdog: 'ALERTS{alertname="Watchdog",alertstate="firing"}',
      watchdog_age: 'time() - timestamp(ALERTS{alertname="Watchdog",alertstate="firing"})',
      watched: 'time() - timestamp(up{host!="",site!=""}) and up{host!="",site!=""} == 1',
    });
  });

  it('without what is left out', () => {
    const asked = queriesFor('probes', LABELS, { latency: '', boot: '', up: '', first_seen: '' });
    expect(Object.keys(asked)).toEqual(['votes', 'age', 'down_before', 'up_before']);
  });

  it.each([
    'probe_success',
    'probe_success{}',
    'job:probe_success:min {job="x", server=~"gw.+"}',
    '{__name__="probe_success",server!=""}',
    'up{instance="a}b{",path=\'"\',x=`\\`}',
  ])('%s is a plain selector, so its age and its past can be worked out', (votes) => {
    expect(queriesFor('probes', LABELS, { votes })).toMatchObject({
      age: `time() - timestamp(${votes})`,
      down_before: `max_over_time(timestamp(${votes} == 0)[1d:1m])`,
      first_seen: `min_over_time(timestamp(${votes} >= 0)[1d:1m])`,
    });
  });

  it.each([
    'min by (server) (probe_success)',
    'probe_success == 1',
    'probe_success{server!=""} offset 1m',
    'probe_success[5m]',
    '1 - probe_failed',
    'vector(1)',
    'probe_success{server!=""',
    'probe_success{a="}',
  ])('%s is none, so they cannot', (votes) => {
    const asked = queriesFor('probes', LABELS, { votes });
    expect(Object.keys(asked)).toEqual(['votes', 'latency', 'boot', 'up']);
    expect(missingQueries('probes', asked, { votes })).toEqual(['age']);
    const both = { votes, age: 'min by (server) (time() - timestamp(probe_success))' };
    expect(missingQueries('probes', queriesFor('probes', LABELS, both), both)).toEqual([]);
  });

  it('the age of a watchdog goes with the watchdog', () => {
    const watchdog = 'ALERTS{alertname="DeadMansSwitch"}';
    expect(queriesFor('alerts', LABELS, { watchdog }).watchdog_age).toBe(`time() - timestamp(${watchdog})`);
    const bad = { watchdog: 'absent(x)' };
    expect(missingQueries('alerts', queriesFor('alerts', LABELS, bad), bad)).toEqual(['watchdog_age']);
  });
});

describe('what is advised', () => {
  it.each<readonly [string, Mode, Queries, readonly string[]]>([
    ['nothing of our own queries', 'probes', {}, []],
    ['nothing of our own, written down', 'alerts', queriesFor('alerts', LABELS, {}), []],
    [
      'a query of the other mode',
      'probes',
      { watchdog: 'x' },
      ['has a query "watchdog", which is never asked with votes: probes'],
    ],
    [
      'nothing of an age of a selector within a sum',
      'probes',
      { age: 'min by (server) (time() - timestamp(x{y="z"}))' },
      [],
    ],
    ['nothing of a selector that was moved', 'probes', { age: 'time() - timestamp(x offset 1m)' }, []],
    ...[
      'timestamp(min by (server) (x))',
      'time() - timestamp (last_over_time(x[5m]))',
      'timestamp(x == 1)',
      'timestamp(-x)',
    ].map(
      (age) =>
        [
          `the age ${age}`,
          'probes' as const,
          { age },
          [
            'asks in its query "age" for the timestamp() of what is no plain selector, which is always the present, so that nothing ever looks old',
          ],
        ] as const,
    ),
    [
      'silence of servers that nobody looks at',
      'alerts',
      { watched: '' },
      [
        'takes silence for health even of servers that Prometheus does not scrape, because its query "watched" is left out',
      ],
    ],
  ])('%s', (_name, mode, written, expected) => {
    expect(adviceOnQueries(mode, written)).toEqual(expected);
  });
});
