import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, ZONE_COLOURS } from '../../../src/core/model/topology.ts';
import type { Group } from '../../../src/core/model/topology.ts';
import { jsonSchema } from '../../../src/core/parse/json-schema.ts';
import { LOCALE_PATTERN } from '../../../src/core/parse/schema-scalars.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';

const parse = (text: string, env: Record<string, string> = {}) =>
  parseTopology(text, { file: 'topology.yml', env });

/** The shortest file there is; `group` and `site` are lines added to theirs, `tail` is appended. */
function smallest({ site = '', group = '', servers = '[gw1, gw2]', tail = '' } = {}): string {
  return `
site:
  name: Example Mail
  url: https://status.example.org
  timezone: Europe/London
  ${site}
zones:
  - id: incoming
    groups:
      - id: gateways
        servers: ${servers}
        ${group}
services:
  - id: incoming-mail
    needs: [gateways]
${tail}`;
}

function groupOf(text: string): Group | undefined {
  const { topology, diagnostics } = parse(text);
  expect(diagnostics).toEqual([]);
  return topology?.zones[0]?.groups[0];
}

describe('a whole mail host', () => {
  const text = readFileSync(new URL('../../fixtures/topologies/mail-host.yml', import.meta.url), 'utf8');
  const { topology, plan, places, diagnostics } = parse(text);

  it('is read without complaint', () => {
    expect(diagnostics).toEqual([]);
    expect(topology?.zones.map(({ id, colour, groups }) => [id, colour, groups.length])).toEqual([
      ['incoming', 'yellow', 3],
      ['core', 'blue', 5],
      ['webhosting', 'green', 2],
    ]);
    expect(topology?.services.map(({ id }) => id)).toEqual([
      'incoming-mail',
      'web-access',
      'client-access',
      'hosting',
    ]);
    expect(topology?.services[3]).toEqual({
      id: 'hosting',
      name: 'Hosting Service',
      about: 'Visitors reach your website.',
      needs: ['hosting-servers'],
      degradedWithout: ['ftp'],
    });
  });

  it('knows where everything has its id', () => {
    const lines = text.split('\n');
    for (const [id, { line, column }] of places) {
      expect(lines[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${id}\\b`));
    }
    expect(places.size).toBe(3 + 10 + 23 + 4);
  });

  it('keeps the probes apart', () => {
    expect(plan.probes.get('gw1')).toEqual([
      { kind: 'smtp', options: 'gw1.internal.example:25', place: { line: 29, column: 28 } },
    ]);
    expect(plan.probes.get('mail2')).toHaveLength(2);
    expect(plan.probes.has('store1')).toBe(false);
  });

  it('is the same again', () => {
    expect(parse(text)).toEqual(parse(text));
  });
});

describe('defaults', () => {
  it('fills in everything that may be left out', () => {
    expect(parse(smallest())).toMatchObject({
      diagnostics: [],
      topology: {
        site: {
          name: 'Example Mail',
          url: 'https://status.example.org',
          timezone: 'Europe/London',
          locale: 'en-GB',
          freshForMs: 300_000,
        },
        zones: [
          {
            id: 'incoming',
            name: 'incoming',
            colour: 'grey',
            groups: [
              {
                id: 'gateways',
                name: 'gateways',
                zoneId: 'incoming',
                redundancy: { kind: 'any' },
                supporting: false,
                servers: [
                  { id: 'gw1', name: 'gw1', role: 'active', groupId: 'gateways' },
                  { id: 'gw2', name: 'gw2', role: 'active', groupId: 'gateways' },
                ],
              },
            ],
          },
        ],
        services: [{ id: 'incoming-mail', name: 'incoming-mail', needs: ['gateways'], degradedWithout: [] }],
        flows: [],
      },
    });
  });

  it('leaves out what is not there, instead of leaving it undefined', () => {
    const { topology } = parse(smallest());
    expect(Object.keys(topology?.site ?? {})).not.toContain('contact');
    expect(Object.keys(topology?.zones[0]?.groups[0] ?? {})).not.toContain('fallback');
  });
});

describe('short forms', () => {
  it.each([
    ['redundancy: any', { kind: 'any' }],
    ['redundancy: all', { kind: 'all' }],
    ['redundancy: { at_least: 2 }', { kind: 'at-least', count: 2 }],
  ])('%s', (group, redundancy) => {
    expect(groupOf(smallest({ group }))?.redundancy).toEqual(redundancy);
  });

  it('reads servers as ids and as mappings', () => {
    const servers = groupOf(
      smallest({ servers: '[gw1, {id: gw2, name: Second, role: standby, note: Spare}]' }),
    )?.servers;
    expect(servers).toEqual([
      { id: 'gw1', name: 'gw1', role: 'active', groupId: 'gateways' },
      { id: 'gw2', name: 'Second', role: 'standby', note: 'Spare', groupId: 'gateways' },
    ]);
  });

  it.each(ROLES)('role %s', (role) => {
    expect(groupOf(smallest({ servers: `[{id: gw1, role: ${role}}]` }))?.servers[0]?.role).toBe(role);
  });

  it.each(ZONE_COLOURS)('colour %s', (colour) => {
    const { topology } = parse(smallest().replace('groups:', `colour: ${colour}\n    groups:`));
    expect(topology?.zones[0]?.colour).toBe(colour);
  });

  it('an effect without a fallback, and `supporting`', () => {
    expect(groupOf(smallest({ group: 'effect: Mail waits.\n        supporting: true' }))).toMatchObject({
      effect: 'Mail waits.',
      supporting: true,
    });
  });
});

describe('flows', () => {
  const withFlows = (flows: string) =>
    parse(
      smallest({ tail: `flows:\n${flows}` }).replace(
        'services:',
        '      - {id: storage, servers: [s1]}\n      - {id: backup-mx, servers: [b1]}\nservices:',
      ),
    );

  it.each([
    ['  - internet -> gateways', [['internet', 'gateways', false]]],
    [
      '  - internet->gateways -> storage',
      [
        ['internet', 'gateways', false],
        ['gateways', 'storage', false],
      ],
    ],
    // YAML makes a mapping of this one …
    [
      '  - internet -> backup-mx -> gateways: fallback',
      [
        ['internet', 'backup-mx', true],
        ['backup-mx', 'gateways', true],
      ],
    ],
    // … and texts of these.
    ['  - internet -> backup-mx:fallback', [['internet', 'backup-mx', true]]],
    ['  - "internet -> backup-mx : fallback"', [['internet', 'backup-mx', true]]],
    // The same arrow twice is one arrow.
    ['  - internet -> gateways\n  - internet -> gateways: fallback', [['internet', 'gateways', false]]],
    ['  - storage -> internet', [['storage', 'internet', false]]],
  ])('%j', (flows, expected) => {
    const { topology, diagnostics } = withFlows(flows);
    expect(diagnostics).toEqual([]);
    expect(topology?.flows.map(({ from, to, fallback }) => [from, to, fallback])).toEqual(expected);
  });
});

describe('the site', () => {
  const siteOf = (site: string) => parse(smallest({ site })).topology?.site;

  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['24h', 86_400_000],
  ])('fresh_for: %s', (text, ms) => {
    expect(siteOf(`fresh_for: ${text}`)?.freshForMs).toBe(ms);
  });

  it.each([
    ['https://status.example.org/', 'https://status.example.org'],
    ['https://Example.org/status/', 'https://example.org/status'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('url: %s', (url, expected) => {
    expect(parse(smallest().replace('https://status.example.org', url)).topology?.site.url).toBe(expected);
  });

  it.each([
    '',
    '/a b',
    'ftp://x.org',
    'https://',
    'https://u:p@x.org',
    'https://x.org/#a',
    'javascript:alert(1)',
  ])('no url: %j', (url) => {
    const { topology, diagnostics } = parse(
      smallest().replace('https://status.example.org', JSON.stringify(url)),
    );
    expect(topology).toBeNull();
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([['bad-value', 4]]);
  });

  it.each([
    ['Europe/London', 'Europe/London'],
    ['europe/london', 'Europe/London'],
    ['UTC', 'UTC'],
  ])('timezone: %s', (text, zone) => {
    expect(parse(smallest().replace('Europe/London', text)).topology?.site.timezone).toBe(zone);
  });

  it.each(['help@example.org', 'https://example.org/help?topic=mail'])('contact: %s', (contact) => {
    expect(siteOf(`contact: ${contact}`)?.contact).toBe(contact);
  });

  it.each([
    'javascript:alert(1)',
    'mailto:a@b.org',
    'nobody',
    'a@b@c',
    'https://x.org/"><b>',
    'data:text/html,x@y',
  ])('no contact: %s', (contact) => {
    expect(siteOf(`contact: '${contact}'`)).toBeUndefined();
  });

  it('every locale that is let through can be printed in', () => {
    for (const locale of ['en-GB', 'de', 'zh-Hant-TW', 'es-419']) {
      expect(siteOf(`locale: ${locale}`)?.locale).toBe(locale);
    }
    fc.assert(
      fc.property(fc.stringMatching(LOCALE_PATTERN), (locale) => {
        expect(() => new Intl.DateTimeFormat(locale)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('what remains of a file with errors', () => {
  it('nothing, where it cannot be trusted as a whole', () => {
    for (const text of [
      '',
      'site: "',
      smallest({ site: 'fresh_for: soon' }),
      smallest({ servers: '[gw1, gw1]' }),
    ]) {
      const { topology, plan } = parse(text);
      expect(topology).toBeNull();
      expect(plan.probes.size).toBe(0);
    }
  });

  it('everything else, where a reference leads nowhere or a key is unknown', () => {
    const tail = '    degraded_without: [ftp]\nflows:\n  - internet -> gateways -> storage\ncolour: red';
    const { topology, diagnostics } = parse(
      smallest({ group: 'fallback: {to: nowhere, effect: Gone.}', tail }),
    );
    expect(diagnostics.map(({ code }) => code).sort()).toEqual([
      'unknown-key',
      'unknown-reference',
      'unknown-reference',
      'unknown-reference',
    ]);
    expect(topology?.services[0]?.degradedWithout).toEqual([]);
    expect(topology?.zones[0]?.groups[0]?.fallback).toBeUndefined();
    expect(topology?.flows).toEqual([{ from: 'internet', to: 'gateways', fallback: false }]);
  });

  it('the places, as far as they can be seen', () => {
    expect(parse(smallest({ site: 'fresh_for: soon' })).places.get('gw2')).toEqual({ line: 11, column: 24 });
  });
});

describe('any input', () => {
  it('gives a topology or an error, and never throws', () => {
    const words = fc.constantFrom(
      'id',
      'site',
      'zones',
      'groups',
      'servers',
      'probe',
      'needs',
      'flows',
      'fallback',
      'to',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('any', 'gw1', 'a -> b', 'fallback', '5m', '${X}', '', null, 1, true, '__proto__'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const inputs = fc.oneof(
      fc.string(),
      tree.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(inputs, (text) => {
        const { topology, diagnostics } = parse(text);
        expect(topology !== null || diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('a file that is fine stays fine by the published JSON Schema’s own reckoning of what is required', () => {
    expect(jsonSchema('topology')['required']).toEqual(['site', 'zones', 'services']);
  });
});
