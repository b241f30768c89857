import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../../src/core/parse/topology.ts';

const SENTINEL = /sentinel/i;

/** A site whose second server has `probe` as its probe; every private string holds the sentinel. */
function siteWith(probe: string, more = ''): string {
  return `
site: {name: Example Mail, url: 'https://status.example.org', timezone: Europe/London}
zones:
  - id: incoming
    groups:
      - id: gateways
        servers:
          - gw1
          - id: gw2
            note: Public
            probe: ${probe}
services:
  - {id: incoming-mail, needs: [gateways]}
${more}`;
}

const env = { TOKEN: 'sentinel-token', OTHER: 'sentinel-other' };
const parse = (text: string) => parseTopology(text, { file: 'topology.yml', env });

const GOOD = [
  '{smtp: sentinel-host:25}',
  '{smtp: {host: sentinel-host, user: sentinel-user, password: "${TOKEN}", sentinel-key: 1}}',
  '[{smtp: sentinel-host}, {http: {url: "https://sentinel/${TOKEN}/${OTHER}", headers: {X-Sentinel: "${TOKEN}"}}}]',
  '{sentinel-kind: "${TOKEN}"}',
];

const BAD = [
  'sentinel-host:25',
  '[sentinel-host]',
  '[[{smtp: sentinel-host}]]',
  '{smtp: sentinel-host, http: sentinel-url}',
  '{smtp: "sentinel ${UNSET} ${TOKEN}"}',
  '{smtp: "sentinel ${not a name}"}',
  '{smtp: {sentinel-key: "${UNSET}"}}',
  '!sentinel {smtp: x}',
  '*sentinel',
  '{smtp: sentinel} sentinel',
  '"sentinel \\q"',
  '|sentinel\n              x',
  '{smtp: sentinel, smtp: sentinel2}',
  '@sentinel',
  `{smtp: ${'['.repeat(50)}sentinel${']'.repeat(50)}}`,
  '&p {smtp: {sentinel: *p}}',
  // Indented too little: the private part becomes a key of the server.
  '\n            smtp: sentinel-host:25',
];

describe('nothing of `probe:` leaves the plan', () => {
  it.each(GOOD)('%s', (probe) => {
    const { topology, plan, diagnostics, places } = parse(siteWith(probe));
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify([topology, [...places]])).not.toMatch(SENTINEL);
    expect(JSON.stringify(topology)).toContain('Public');
    expect(JSON.stringify(plan.probes.get('gw2'))).toMatch(SENTINEL);
  });

  it.each(BAD)('not even in what is said of it: %s', (probe) => {
    const { topology, diagnostics, places } = parse(siteWith(probe));
    expect(diagnostics).not.toEqual([]);
    expect(JSON.stringify([topology, diagnostics, [...places]])).not.toMatch(SENTINEL);
  });

  it.each<[name: string, probe: string, more: string, fine?: boolean]>([
    ['a host as a note', '{smtp: &s sentinel-host}', 'note: *s'],
    ['a host as a bad id', '{smtp: &s "sentinel host!"}', 'note: x\n          - id: *s'],
    ['a whole probe', '&s {smtp: sentinel-host}', 'note: *s'],
    ['a key', '{&s sentinel-kind: x}', 'note: *s'],
    [
      'an anchor that is taken anew',
      '{smtp: &s sentinel-host}',
      'role: &s active\n            note: *s',
      true,
    ],
    ['in another probe', '{smtp: &s sentinel-host}', 'note: x\n            probe: {smtp: *s}', true],
    ['the key itself', '&p {smtp: sentinel-host}', 'note: &k probe\n            name: *k', true],
  ])('not through an alias: %s', (_name, probe, more, fine = false) => {
    const text = siteWith(probe).replace(
      '\nservices:',
      `\n          - id: gw3\n            ${more}\nservices:`,
    );
    const { topology, diagnostics, places } = parse(text);
    expect(diagnostics.map(({ code, line }) => [code, line > 11])).toEqual(fine ? [] : [['bad-value', true]]);
    expect(topology !== null).toBe(fine);
    expect(JSON.stringify([topology, diagnostics, [...places]])).not.toMatch(SENTINEL);
  });

  it('not when something else in the file is wrong', () => {
    const { diagnostics } = parse(
      siteWith(GOOD[1] ?? '', 'flow: 1').replace('needs: [gateways]', 'needs: [gw2]'),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-reference', 'unknown-key']);
    expect(JSON.stringify(diagnostics)).not.toMatch(SENTINEL);
  });
});

describe('variables', () => {
  const probesOf = (probe: string) => parse(siteWith(probe)).plan.probes.get('gw2');

  it('are filled in wherever a text stands inside `probe:`', () => {
    expect(probesOf('{http: {url: "https://x/${TOKEN}", list: ["${OTHER}${TOKEN}", 25, true]}}')).toEqual([
      { http: { url: 'https://x/sentinel-token', list: ['sentinel-othersentinel-token', 25, true] } },
    ]);
  });

  it('are not looked for in what they are filled with', () => {
    const text = siteWith('{http: "${TOKEN}"}');
    const { plan } = parseTopology(text, { file: 'topology.yml', env: { TOKEN: '${OTHER}', OTHER: 'x' } });
    expect(plan.probes.get('gw2')).toEqual([{ http: '${OTHER}' }]);
  });

  it('can be avoided', () => {
    expect(probesOf('{http: "$${TOKEN} costs $5"}')).toEqual([{ http: '${TOKEN} costs $5' }]);
  });

  it('that are not set leave the server without probes and the topology whole', () => {
    const { topology, plan, diagnostics } = parse(siteWith('{http: "${UNSET}"}'));
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([['unset-variable', 11]]);
    expect(plan.probes.has('gw2')).toBe(false);
    expect(topology).not.toBeNull();
  });

  it('come from the environment itself, not from what every object has', () => {
    expect(parse(siteWith('{http: "${constructor}"}')).diagnostics.map(({ code }) => code)).toEqual([
      'unset-variable',
    ]);
  });

  it('mean nothing elsewhere', () => {
    const { topology, diagnostics } = parse(siteWith('{http: x}').replace('Public', '"Public ${TOKEN}"'));
    expect(diagnostics).toEqual([]);
    expect(topology?.zones[0]?.groups[0]?.servers[1]?.note).toBe('Public ${TOKEN}');
  });
});
