import { describe, expect, test } from 'vitest';
import { SEVERITIES, type Severity } from '../../../src/core/model/severity.ts';
import type { GroupStatus, ServiceStatus } from '../../../src/core/model/status.ts';
import { createWords } from '../../../src/render/words/words.ts';

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const NAMES: Readonly<Record<string, string>> = { mail: 'Mail', webmail: 'webmail', hosting: 'Web hosting' };
const LONG = 'A Service Whose Name Has Forty Characters';

/** `'mail:operational hosting:down'` */
function headline(services: string, severity: Severity = 'partial'): string {
  const status: ServiceStatus['probed'] = { severity: 'operational', reasons: [] };
  const list = services.split(' ').flatMap((word) => {
    const [id = '', found = ''] = word.split(':');
    return id === ''
      ? []
      : { id, severity: found as Severity, reasons: [], probed: status, declared: status };
  });
  return words.headline({ severity, services: list }, (id) => NAMES[id] ?? id);
}

const many = (count: number, severity: Severity, prefix = 's') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}:${severity}`).join(' ');

describe('the headline', () => {
  test.each<[string, Severity, string]>([
    ['mail:operational', 'operational', 'Mail works.'],
    [many(2, 'operational'), 'operational', 'Both services work.'],
    [many(4, 'operational'), 'operational', 'All four services work.'],
    [many(12, 'operational'), 'operational', 'All twelve services work.'],
    [many(13, 'operational'), 'operational', 'All 13 services work.'],
    ['mail:down', 'down', 'Mail is down.'],
    [many(2, 'down'), 'down', 'Both services are down.'],
    [many(4, 'down'), 'down', 'All four services are down.'],
    [many(3, 'maintenance'), 'maintenance', 'All three services are in maintenance.'],
    [many(4, 'unknown'), 'unknown', 'We do not know whether the services work.'],
    ['mail:unknown', 'unknown', 'We do not know whether Mail works.'],
    ['', 'unknown', 'We do not know whether the services work.'],
    [
      'mail:operational webmail:operational hosting:down',
      'partial',
      'Mail and webmail work. Web hosting is down.',
    ],
    [
      'hosting:down mail:operational webmail:down',
      'partial',
      'Mail works. Web hosting and webmail are down.',
    ],
    ['mail:operational webmail:unknown', 'unknown', 'Mail works. We do not know the state of webmail.'],
    ['mail:degraded webmail:operational', 'degraded', 'webmail works. Mail works less well than usual.'],
    [
      'a:operational b:maintenance c:unknown d:degraded e:partial',
      'partial',
      'a works. e is partly down. d works less well than usual. We do not know the state of c. b is in maintenance.',
    ],
    [`${many(7, 'operational')} X:down Y:down`, 'partial', '7 of 9 services work. X and Y are down.'],
    [
      `${many(3, 'operational')} ${many(6, 'down', 'd')}`,
      'partial',
      '3 of 9 services work. 6 of 9 services are down.',
    ],
    [`${many(4, 'operational')} X:down`, 'partial', 's1, s2, s3 and s4 work. X is down.'],
    [`${many(5, 'operational')} X:down`, 'partial', '5 of 6 services work. X is down.'],
    [
      many(4, 'operational'),
      'unknown',
      'Our probes see nothing wrong, but an incident is open whose extent we cannot read.',
    ],
  ])('%s, %s', (services, severity, sentence) => {
    expect(headline(services, severity)).toBe(sentence);
  });

  test('has a sentence for every severity, alone and beside another, named and counted', () => {
    for (const severity of SEVERITIES) {
      const other = severity === 'operational' ? 'down' : 'operational';
      const all = [
        headline(many(3, severity)),
        headline(`a:${severity} b:${other}`),
        headline(`${many(6, severity)} b:${other}`),
      ];
      expect(all.join(' ')).not.toMatch(/[{}]|undefined/);
    }
  });

  test('bears long names', () => {
    const status: ServiceStatus['probed'] = { severity: 'down', reasons: [] };
    const service = { id: 'x', ...status, probed: status, declared: status };
    expect(words.headline({ severity: 'down', services: [service] }, () => LONG)).toBe(`${LONG} is down.`);
  });
});

describe('a group in a few words', () => {
  const group = (more: Partial<GroupStatus>): string =>
    words.group({
      id: 'g',
      severity: 'operational',
      reasons: [],
      servers: [],
      total: 3,
      required: 1,
      online: 3,
      offline: 0,
      unknown: 0,
      inMaintenance: 0,
      ...more,
    });
  test.each<[Partial<GroupStatus>, string]>([
    [{}, 'all 3 online'],
    [{ spares: 'full' }, 'all 3 online'],
    [{ spares: 'full', total: 2, online: 2 }, 'both online'],
    [{ spares: 'reduced', online: 2, offline: 1 }, '1 of 3 offline; works'],
    [{ spares: 'reduced', online: 2, unknown: 1 }, '1 of 3 unknown; works'],
    [{ spares: 'reduced', online: 2, inMaintenance: 1 }, '1 of 3 in maintenance; works'],
    [
      { spares: 'reduced', total: 4, online: 2, offline: 1, unknown: 1 },
      '2 of 4 not known to be online; works',
    ],
    [{ spares: 'none', online: 1, offline: 2 }, 'works, no spare left'],
    [{ severity: 'partial', online: 2, offline: 1 }, '1 of 3 offline'],
    [{ severity: 'partial' }, 'partly down'],
    [{ severity: 'down', online: 0, offline: 3 }, 'all 3 offline'],
    [{ severity: 'down', online: 0, offline: 2, total: 2 }, 'both offline'],
    [{ severity: 'down', online: 0, offline: 1, total: 1 }, 'offline'],
    [{ severity: 'down' }, 'down'],
    [{ severity: 'unknown' }, 'state unknown'],
    [{ severity: 'maintenance' }, 'in maintenance'],
    [{ severity: 'degraded' }, 'works less well than usual'],
  ])('%o', (status, text) => {
    expect(group(status)).toBe(text);
  });
});
