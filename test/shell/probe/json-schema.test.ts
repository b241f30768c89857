import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { JSON_SCHEMAS } from '../../../src/core/parse/json-schema.ts';
import { publishedSchemaText, publishedTopologySchema } from '../../../src/shell/probe/json-schema.ts';
import { optionKeys } from '../../../src/shell/probe/option-keys.ts';
import { BOOT_KINDS, PROBE_KINDS } from '../../../src/shell/probe/registry.ts';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('the published schemas', () => {
  it.each(JSON_SCHEMAS)(
    'schemas/%s.schema.json is what the code says (`npm run schema` writes it)',
    (name) => {
      expect(read(`schemas/${name}.schema.json`)).toBe(publishedSchemaText(name));
    },
  );

  it('every key says what it means', () => {
    const unexplained: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, { description?: string }> };
      for (const [key, inner] of Object.entries(properties)) {
        if (inner.description === undefined && key !== 'id') unexplained.push(`${path}.${key}`);
      }
      for (const [key, inner] of Object.entries(schema)) walk(inner, `${path}.${key}`);
    };
    walk(publishedTopologySchema(), 'topology');
    expect(unexplained).toEqual([]);
  });

  it('has every kind, every option, and the three places for them', () => {
    const text = publishedSchemaText('topology');
    for (const kind of [...PROBE_KINDS, ...BOOT_KINDS]) {
      for (const key of optionKeys(kind)) expect(text).toContain(`"${key}": {`);
      expect(text).toContain(`"${kind.name}": {`);
    }
    expect(text.match(/"\$ref": "#\/\$defs\/probe"/g)).toHaveLength(3);
    expect(text.match(/"\$ref": "#\/\$defs\/boot"/g)).toHaveLength(1);
  });
});

describe('what an editor makes of it', () => {
  const schema = z.fromJSONSchema(publishedTopologySchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const site = (server: object, probing: object = {}) => ({
    site: { name: 'Example', url: 'https://status.example.org', timezone: 'Europe/London' },
    zones: [{ id: 'a', groups: [{ id: 'b', servers: [{ id: 'c', ...server }] }] }],
    services: [{ id: 'd', needs: ['b'] }],
    probing,
  });

  it.each(['topology.yml', 'test/fixtures/topologies/mail-host.yml'])('%s is right', (file) => {
    expect(schema.safeParse(parseYaml(read(file))).error?.issues).toBeUndefined();
  });

  it.each<readonly [object, boolean]>([
    [{ probe: { smtp: 'gw1.internal:25' } }, true],
    [{ probe: [{ smtp: 'gw1' }, { tcp: { host: 'gw1', port: 143 } }] }, true],
    [{ probe: { exec: ['/bin/true'] } }, true],
    [{ boot: { http: 'http://gw1:9100/metrics' } }, true],
    [{ probe: { smpt: 'gw1' } }, false],
    [{ probe: { smtp: { host: 'gw1', prot: 25 } } }, false],
    [{ probe: { smtp: { host: 'gw1', port: '25' } } }, false],
    [{ probe: { smtp: 'gw1', tcp: 'gw1:25' } }, false],
    [{ probe: [{ smpt: 'gw1' }] }, false],
    [{ probe: [] }, false],
    [{ boot: { smtp: 'gw1' } }, false],
  ])('%j is right: %j', (server, right) => {
    expect(schema.safeParse(site(server)).success).toBe(right);
  });

  it('knows canaries', () => {
    expect(schema.safeParse(site({}, { canaries: [{ tcp: 'x:53' }] })).success).toBe(true);
    expect(schema.safeParse(site({}, { canaries: [{ tpc: 'x:53' }] })).success).toBe(false);
  });
});
