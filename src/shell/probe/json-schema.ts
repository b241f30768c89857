import { jsonSchema, jsonSchemaText } from '../../core/parse/json-schema.ts';
import type { JSON_SCHEMAS } from '../../core/parse/json-schema.ts';
import { PRIVATE_KEYS } from '../../core/parse/private-keys.ts';
import { isMapping } from '../../core/parse/value-words.ts';
import type { ProbeKind } from './kind.ts';
import { optionSchema } from './option-keys.ts';
import { BOOT_KINDS, PROBE_KINDS, SOURCE_KINDS } from './registry.ts';
import type { SourceKind } from './sources/source-kind.ts';

/*
 * The core does not know the kinds of probes, so its schema of topology.yml lets any key pass for one. What is published
 * for editors has their names and options, so that those complete and check them as staff type.
 */

type JsonSchema = Readonly<Record<string, unknown>>;
type PrivateKey = (typeof PRIVATE_KEYS)[number];

/** Where the entry of each private key is defined. */
const ENTRIES: Readonly<Record<PrivateKey, string>> = {
  probe: '#/$defs/probe',
  canaries: '#/$defs/probe',
  boot: '#/$defs/boot',
  sources: '#/$defs/source',
};

/** The text of `schemas/<name>.schema.json`, with what probes may say. */
export function publishedSchemaText(name: (typeof JSON_SCHEMAS)[number]): string {
  return name === 'topology'
    ? `${JSON.stringify(publishedTopologySchema(), null, 2)}\n`
    : jsonSchemaText(name);
}

export function publishedTopologySchema(): JsonSchema {
  return {
    ...(withEntries(jsonSchema('topology')) as JsonSchema),
    $defs: { probe: entryOf(PROBE_KINDS), boot: entryOf(BOOT_KINDS), source: sourceSchema() },
  };
}

/** A mapping with one key, the kind. */
function entryOf(kinds: readonly Pick<ProbeKind, 'name' | 'about' | 'options'>[]) {
  return {
    type: 'object',
    properties: Object.fromEntries(
      kinds.map((kind) => [kind.name, { description: kind.about, ...optionSchema(kind) }]),
    ),
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

/** A mapping with its type and the options of that. */
function sourceSchema() {
  return {
    type: 'object',
    required: ['type'],
    properties: {
      type: { description: 'The engine that is asked.', enum: SOURCE_KINDS.map(({ name }) => name) },
    },
    oneOf: SOURCE_KINDS.map((kind) => withType(kind, optionSchema(kind))),
  };
}

function withType({ name, about }: SourceKind, schema: JsonSchema): JsonSchema {
  const { properties, required } = schema;
  return {
    ...schema,
    properties: { type: { description: about, const: name }, ...(isMapping(properties) ? properties : {}) },
    required: ['type', ...(Array.isArray(required) ? (required as readonly unknown[]) : [])],
  };
}

/** The same schema, in which every mapping below a private key is one of the entries above. */
function withEntries(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withEntries);
  if (!isMapping(schema)) return schema;
  const { properties } = schema;
  const changed = Object.entries(schema).map(([key, value]) => [
    key,
    key === 'properties' ? withPrivate(properties) : withEntries(value),
  ]);
  return Object.fromEntries(changed) as JsonSchema;
}

function withPrivate(properties: unknown): unknown {
  if (!isMapping(properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const known = PRIVATE_KEYS.find((name) => name === key);
      return [key, known === undefined ? withEntries(value) : pointed(value, ENTRIES[known])];
    }),
  );
}

/** An object that takes any key becomes a reference; lists and choices of them stay what they are. */
function pointed(schema: unknown, entry: string): unknown {
  if (Array.isArray(schema)) return schema.map((inner) => pointed(inner, entry));
  if (!isMapping(schema)) return schema;
  if (schema['type'] !== 'object') {
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, pointed(value, entry)]));
  }
  const { description } = schema;
  return { ...(description === undefined ? {} : { description }), $ref: entry };
}
