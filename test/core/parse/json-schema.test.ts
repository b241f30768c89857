import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { FRONT_MATTER_KEYS } from '../../../src/core/parse/front-matter-keys.ts';
import { frontMatterSchema } from '../../../src/core/parse/front-matter-schema.ts';
import {
  describeKeys,
  JSON_SCHEMAS,
  jsonSchema,
  jsonSchemaText,
  keysAt,
} from '../../../src/core/parse/json-schema.ts';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

describe('the published schemas', () => {
  // That of the topology has the kinds of probes in it, which the core does not know: test/shell/probe/json-schema.test.ts.
  it('schemas/incident.schema.json is what the code says (`npm run schema` writes it)', () => {
    expect(read('schemas/incident.schema.json')).toBe(jsonSchemaText('incident'));
  });

  it.each(JSON_SCHEMAS)('every key of %s says what it means', (name) => {
    const unexplained: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, { description?: string }> };
      for (const [key, inner] of Object.entries(properties)) {
        if (inner.description === undefined && key !== 'id') unexplained.push(`${path}.${key}`);
      }
      for (const [key, inner] of Object.entries(schema)) walk(inner, `${path}.${key}`);
    };
    walk(jsonSchema(name), name);
    expect(unexplained).toEqual([]);
  });

  const topology = z.fromJSONSchema(jsonSchema('topology') as Parameters<typeof z.fromJSONSchema>[0]);

  it.each(['topology.yml', 'test/fixtures/topologies/mail-host.yml'])('%s is right by it', (file) => {
    expect(topology.safeParse(parseYaml(read(file))).error?.issues).toBeUndefined();
  });

  it('finds what an editor should underline', () => {
    const file = parseYaml(read('test/fixtures/topologies/mail-host.yml')) as { zones: { colour: string }[] };
    const [zone] = file.zones;
    expect(topology.safeParse({ ...file, zones: [{ ...zone, colour: 'mauve' }] }).success).toBe(false);
    expect(topology.safeParse({ ...file, zones: [{ ...zone, color: 'blue' }] }).success).toBe(false);
    expect(topology.safeParse({ ...file, flows: [{ 'internet -> gateways': 'fallback' }] }).success).toBe(
      true,
    );
  });
});

describe('front matter', () => {
  it('has the keys the incident parser knows', () => {
    expect(Object.keys(frontMatterSchema.shape)).toEqual([...FRONT_MATTER_KEYS]);
  });

  it.each([
    {
      title: 'Website Slowdown',
      affects: { 'web-access': 'degraded' },
      mail: { incoming: 'safe' },
      next_update: '11:00',
    },
    { title: 'x', affects: ['web-access'], mail: 'delayed', resolved: true },
    {
      title: 'x',
      kind: 'maintenance',
      window: { from: '2010-09-10 22:00', to: '2010-09-11 02:00' },
      cancelled: true,
    },
    {
      title: 'x',
      kind: 'announcement',
      follows: '2010-07-30-new-email-packages',
      pinned: true,
      draft: false,
    },
  ])('%j is right', (value) => {
    expect(frontMatterSchema.safeParse(value).error?.issues).toBeUndefined();
  });

  it.each([
    {},
    { title: 'x', afects: [] },
    { title: 'x', mail: 'late' },
    { title: 'x', affects: { web: 'broken' } },
  ])('%j is not', (value) => {
    expect(frontMatterSchema.safeParse(value).success).toBe(false);
  });
});

describe('what is known where', () => {
  it.each([
    [[], ['site', 'zones', 'services', 'flows', 'probing', 'sources']],
    [
      ['services', 3],
      ['id', 'name', 'about', 'needs', 'degraded_without'],
    ],
    [
      ['zones', 0, 'groups', 1, 'servers', 2],
      ['id', 'name', 'role', 'note', 'probe', 'boot'],
    ],
    [['zones', 0, 'groups', 1, 'redundancy'], ['at_least']],
    [['zones', 0, 'nothing', 1], []],
  ])('%j', (path, keys) => {
    expect(keysAt('topology', path)).toEqual(keys);
  });

  it.each([
    ['fresh_for', 'site'],
    ['colour', 'a zone'],
    ['effect', 'a group or fallback'],
    ['xyzzy', undefined],
  ])('%s belongs to %s', (key, homes) => {
    expect(describeKeys('topology', key)).toBe(homes);
  });
});
