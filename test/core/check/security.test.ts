import { describe, expect, test } from 'vitest';
import type { CheckInput } from '../../../src/core/check/site.ts';
import { SECURITY_EXPIRES } from '../../../src/core/parse/topology.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { check, lines, NOW, topology } from './fixtures.ts';

/** Its last second, in UTC. */
const endOf = (day: string) => Date.parse(`${day}T23:59:59Z`);

function checkOf(day: string, changes: Partial<CheckInput> = {}) {
  const plain = topology();
  const security = { contact: 'mailto:security@example.org', expiresAt: endOf(day) };
  const places = new Map([[SECURITY_EXPIRES, { line: 8, column: 14 }]]);
  return check({ topology: { ...plain, site: { ...plain.site, security } }, places, ...changes });
}

describe('the day a security.txt ends (now is 2010-09-03 23:10)', () => {
  test.each([
    ['2011-06-30', []],
    ['2010-10-04', []],
    ['2010-10-03', ['is good until 2010-10-03, which is 30 days from now']],
    ['2010-09-05', ['is good until 2010-09-05, which is 2 days from now']],
    ['2010-09-04', ['is good until 2010-09-04, which is 1 day from now']],
    ['2010-09-03', ['is good until 2010-09-03, which is today']],
    [
      '2010-09-02',
      ['was good until 2010-09-02, and that is over: those who find a hole are told not to rely on it'],
    ],
  ])('%s', (day, expected) => {
    const found = checkOf(day);
    expect(found.map(({ message }) => message)).toEqual(expected.map((text) => `security.txt ${text}`));
    for (const each of found)
      expect(each).toMatchObject({ code: 'security-expires', severity: 'warning', line: 8, column: 14 });
  });

  test('is nothing to speak of where there is none', () => {
    expect(lines(check({ topology: topology() }))).toEqual([]);
  });

  test('is found where it stands in the file', () => {
    const text = `site:
  name: Example Mail
  url: https://status.example.org
  timezone: Europe/London
  security:
    contact: security@example.org
    expires: 2010-09-02
zones: [{id: a, groups: [{id: b, servers: [c]}]}]
services: [{id: d, needs: [b]}]
flows: [internet -> b]
`;
    const parsed = parseTopology(text, { file: 'topology.yml', env: {} });
    const known = parsed.topology ?? expect.fail('the topology cannot be read');
    const found = check({ topology: known, places: parsed.places, now: NOW });
    expect(found).toEqual([expect.objectContaining({ code: 'security-expires', line: 7, column: 14 })]);
  });
});
