import { describe, expect, it } from 'vitest';
import type { ProbePlan } from '../../../src/core/model/probing.ts';
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

describe('nothing of `boot:` and of the canaries leaves the plan either', () => {
  const siteProbing = (boot: string, canaries: string) =>
    siteWith(`{smtp: x}\n            boot: ${boot}`, `probing: {every: 30s, canaries: ${canaries}}`);

  it('when all is well', () => {
    const { topology, plan, diagnostics } = parse(
      siteProbing(
        '{http: "http://sentinel-host/${TOKEN}"}',
        '[{tcp: "sentinel-canary:53"}, {tcp: "${OTHER}:53"}]',
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(topology)).not.toMatch(SENTINEL);
    expect(plan.settings.everyMs).toBe(30_000);
    expect(plan.boots.get('gw2')).toMatchObject({
      kind: 'http',
      options: 'http://sentinel-host/sentinel-token',
    });
    expect(plan.canaries.map(({ options }) => options)).toEqual(['sentinel-canary:53', 'sentinel-other:53']);
  });

  it.each([
    ['sentinel', '[]'],
    ['[{http: sentinel}]', '[]'],
    ['{http: sentinel, snmp: sentinel}', '[]'],
    ['{http: "${UNSET} sentinel"}', '[]'],
    ['{http: x}', 'sentinel'],
    ['{http: x}', '[sentinel]'],
    ['{http: x}', '[{tcp: sentinel, smtp: sentinel}]'],
    ['{http: x}', '[{tcp: "${UNSET}sentinel"}]'],
    ['{http: &s sentinel}\n            name: *s', '[]'],
  ])('not even in what is said of it: boot %s, canaries %s', (boot, canaries) => {
    const { topology, diagnostics, places } = parse(siteProbing(boot, canaries));
    expect(diagnostics).not.toEqual([]);
    expect(JSON.stringify([topology, diagnostics, [...places]])).not.toMatch(SENTINEL);
  });
});

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
  const probesOf = (probe: string) => written(parse(siteWith(probe)).plan);
  const written = ({ probes }: ProbePlan) =>
    probes.get('gw2')?.map(({ kind, options }) => ({ [kind]: options }));

  it('are filled in wherever a text stands inside `probe:`', () => {
    expect(probesOf('{http: {url: "https://x/${TOKEN}", list: ["${OTHER}${TOKEN}", 25, true]}}')).toEqual([
      { http: { url: 'https://x/sentinel-token', list: ['sentinel-othersentinel-token', 25, true] } },
    ]);
  });

  it('are not looked for in what they are filled with', () => {
    const text = siteWith('{http: "${TOKEN}"}');
    const { plan } = parseTopology(text, { file: 'topology.yml', env: { TOKEN: '${OTHER}', OTHER: 'x' } });
    expect(written(plan)).toEqual([{ http: '${OTHER}' }]);
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

describe('nothing of `sources:` leaves the plan either', () => {
  const siteSourced = (sources: string) => siteWith('{smtp: x}', `sources:\n${sources}`);

  it('when all is well', () => {
    const { topology, plan, diagnostics } = parse(
      siteSourced(`  - {type: prometheus, url: "https://sentinel-host/", token: "\${TOKEN}", queries: {votes: sentinel}}
  - {type: json, file: /srv/sentinel.json, servers: {gw1: sentinel-name}}`),
    );
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(topology)).not.toMatch(SENTINEL);
    expect(plan.sources).toMatchObject([
      { type: 'prometheus', options: { url: 'https://sentinel-host/', token: 'sentinel-token' } },
      { type: 'json', options: { file: '/srv/sentinel.json', servers: { gw1: 'sentinel-name' } } },
    ]);
  });

  it.each([
    ['a text', '  sentinel'],
    ['a list of texts', '  - sentinel'],
    ['without a type', '  - {url: "https://sentinel/"}'],
    ['a type that is no text', '  - {type: [sentinel]}'],
    ['a mapping', '  sentinel: {type: prometheus}'],
    ['a secret as it is', '  - {type: prometheus, url: "https://x/", token: sentinel}'],
    ['a header as it is', '  - {type: json, url: "https://x/", headers: {Authorization: "Bearer sentinel"}}'],
    ['a variable that is not set', '  - {type: prometheus, url: "https://sentinel/${UNSET}"}'],
    ['half a variable', '  - {type: prometheus, url: "https://sentinel/${"}'],
    ['an alias to a probe', '  - {type: json, file: *sentinel}'],
    ['bad YAML', '  - {type: prometheus, url: "sentinel \\q"}'],
  ])('%s', (_, sources) => {
    const { topology, diagnostics } = parse(siteSourced(sources));
    expect(diagnostics).not.toEqual([]);
    expect(JSON.stringify([topology, diagnostics])).not.toMatch(SENTINEL);
  });
});
