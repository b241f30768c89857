import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { securityTxt } from '../../src/render/security-txt.ts';

/** Fields of RFC 9116 by its grammar: a name, a colon, one space, a value; lines that end in a line feed. */
function fieldsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const [, name = '', value = ''] = /^([A-Za-z][A-Za-z-]*): (\S[^\r\n]*)$/.exec(line) ?? [];
    expect([line, name]).not.toEqual([line, '']);
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  return fields;
}

function published(security: string): ReadonlyMap<string, readonly string[]> {
  const text = `site:
  name: Example Mail
  url: https://status.example.org
  timezone: Europe/London
  security: ${security}
zones: [{id: a, groups: [{id: b, servers: [c]}]}]
services: [{id: d, needs: [b]}]
flows: [internet -> b]
`;
  const { topology, diagnostics } = parseTopology(text, { file: 'topology.yml', env: {} });
  expect(diagnostics).toEqual([]);
  const { site } = topology ?? expect.fail('the topology cannot be read');
  return fieldsOf(securityTxt(site, site.security ?? expect.fail('it has no security')));
}

describe('security.txt', () => {
  it('has the two fields that are required, and says where it belongs', () => {
    expect([...published('{contact: security@example.org, expires: 2011-06-30}')]).toEqual([
      ['Contact', ['mailto:security@example.org']],
      // To the end of that day.
      ['Expires', ['2011-06-30T23:59:59Z']],
      ['Canonical', ['https://status.example.org/.well-known/security.txt']],
    ]);
  });

  it('has the rules where there are some', () => {
    const fields = published(
      '{contact: "https://example.org/report", expires: 2012-02-29, policy: "https://example.org/security"}',
    );
    expect(fields.get('Contact')).toEqual(['https://example.org/report']);
    expect(fields.get('Expires')).toEqual(['2012-02-29T23:59:59Z']);
    expect(fields.get('Policy')).toEqual(['https://example.org/security']);
  });
});
