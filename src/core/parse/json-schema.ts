import * as z from 'zod';
import { frontMatterSchema } from './front-matter-schema.ts';
import { topologySchema } from './topology-schema.ts';
import { isMapping, listWords } from './value-words.ts';
import type { YamlPath } from './yaml-places.ts';

export const JSON_SCHEMAS = ['topology', 'incident'] as const;
type JsonSchemaName = (typeof JSON_SCHEMAS)[number];

type JsonSchema = Readonly<Record<string, unknown>>;

const sources = { topology: topologySchema, incident: frontMatterSchema } as const;
const titles = {
  topology: 'topology.yml of Signalbox',
  incident: 'Front matter of a Signalbox incident',
} as const;
const made = new Map<JsonSchemaName, JsonSchema>();

/**
 * The JSON Schema (draft 2020-12) of what people write, for editors. It says less than `check`: references between
 * ids, time zones and the like cannot be told in it.
 */
export function jsonSchema(name: JsonSchemaName): JsonSchema {
  const known = made.get(name);
  if (known !== undefined) return known;
  const { $schema, ...rest } = z.toJSONSchema(sources[name], { io: 'input' });
  const schema = { $schema, title: titles[name], ...rest };
  made.set(name, schema);
  return schema;
}

/** The text of `schemas/<name>.schema.json`. */
export function jsonSchemaText(name: JsonSchemaName): string {
  return `${JSON.stringify(jsonSchema(name), null, 2)}\n`;
}

/** The keys a mapping at `path` may have, in the order of the schema; empty where any key goes or none. */
export function keysAt(name: JsonSchemaName, path: YamlPath): readonly string[] {
  let schemas: readonly JsonSchema[] = variantsOf(jsonSchema(name));
  for (const step of path) {
    const inner = (schema: JsonSchema) =>
      typeof step === 'number' ? schema['items'] : propertiesOf(schema)[step];
    schemas = schemas.flatMap((schema) => variantsOf(inner(schema)));
  }
  return schemas.flatMap((schema) => Object.keys(propertiesOf(schema)));
}

/** Where a key belongs, as a hint says it: `site` or `a zone or a group`; undefined for a key that is known nowhere. */
export function describeKeys(name: JsonSchemaName, key: string): string | undefined {
  const homes = new Set<string>();
  collectHomes(jsonSchema(name), 'the file', key, homes);
  return homes.size === 0 ? undefined : listWords([...homes]);
}

function collectHomes(schema: JsonSchema, home: string, key: string, homes: Set<string>): void {
  const properties = propertiesOf(schema);
  if (Object.hasOwn(properties, key)) homes.add(home);
  for (const [property, inner] of Object.entries(properties)) {
    for (const variant of variantsOf(inner)) {
      collectHomes(variant, property, key, homes);
      // One entry of `groups` is a group.
      for (const entry of variantsOf(variant['items'])) {
        collectHomes(entry, `a ${property.replace(/s$/, '')}`, key, homes);
      }
    }
  }
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'];
  return isMapping(properties) ? properties : {};
}

/** The schema itself, or what it offers to choose from. */
function variantsOf(schema: unknown): readonly JsonSchema[] {
  if (!isMapping(schema)) return [];
  const choices = schema['anyOf'];
  return Array.isArray(choices) ? choices.flatMap(variantsOf) : [schema];
}
