import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { describeKeys, keysAt } from './json-schema.ts';
import type { Finding } from './schema-issues.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { ID_PATTERN } from './schema-scalars.ts';
import { suggestion } from './suggest.ts';
import { describePath, nameOf, valueAt } from './topology-words.ts';
import { isMapping, quoteValue } from './value-words.ts';
import type { YamlPath, YamlSource } from './yaml-places.ts';

/** What a finding of the schema reads like to the person who typed the file. Values inside `probe:` are never quoted. */
export function findingDiagnostic(finding: Finding, source: YamlSource, file: string): Diagnostic {
  const { path, unknownKey, expected } = finding;
  if (unknownKey !== undefined) return unknownKeyDiagnostic(path, unknownKey, source, file);
  const words = describePath(source.value, path);
  const value = valueAt(source.value, path);
  if (isPrivate(path)) {
    const place = { file, ...source.placeOf(path) };
    return diagnostic(
      'bad-value',
      place,
      `${sourceName(path) ?? nameOf(words, file)} is not readable, expected ${privateExpected(path, expected)}`,
    );
  }
  if (value === undefined) return missingKeyDiagnostic(path, expected, source, file);
  const message = `${nameOf(words, file)} is ${quoteValue(value)}, expected ${expected}`;
  return diagnostic('bad-value', { file, ...source.placeOf(path) }, message, valueHint(value, finding));
}

const ENTRY_EXPECTED = 'one mapping with one key, the kind of probe';
const PROBE_EXPECTED = `${ENTRY_EXPECTED}, or a list of such mappings`;

function sourceName([key, index]: YamlPath): string | undefined {
  return key === 'sources' && typeof index === 'number' ? `source ${String(index + 1)}` : undefined;
}

function privateExpected(path: YamlPath, expected: string): string {
  if (path.includes('sources')) return expected;
  return path.includes('probe') ? PROBE_EXPECTED : ENTRY_EXPECTED;
}

/** True for everything below a key whose value is never told. */
function isPrivate(path: YamlPath): boolean {
  return PRIVATE_KEYS.some((key) => path.includes(key));
}

function unknownKeyDiagnostic(path: YamlPath, key: string, source: YamlSource, file: string): Diagnostic {
  const where = nameOf(describePath(source.value, path), 'the file');
  const known = keysAt('topology', path);
  const place = { file, ...source.placeOfKey([...path, key]) };
  const message = `${quoteValue(key)} is not a key of ${where}, expected one of ${known.join(', ')}`;
  const near = suggestion(key, known);
  if (near !== undefined) return diagnostic('unknown-key', place, message, near);
  const homes = describeKeys('topology', key);
  return diagnostic(
    'unknown-key',
    place,
    message,
    homes && `"${key}" is a key of ${homes}; check the indentation`,
  );
}

function missingKeyDiagnostic(
  path: YamlPath,
  expected: string,
  source: YamlSource,
  file: string,
): Diagnostic {
  const key = String(path.at(-1));
  const above = path.slice(0, -1);
  const owner = nameOf(describePath(source.value, above), 'the file');
  // `fallback: {effect: …}` is how a group says what its loss means, in the wrong place.
  const hint = key === 'to' ? 'without another group, give the group itself an "effect"' : undefined;
  const place = { file, ...source.placeOf(above) };
  return diagnostic('missing-key', place, `${owner} has no "${key}", expected ${expected}`, hint);
}

function valueHint(value: unknown, { words, expected }: Finding): string | undefined {
  if (value === null) return 'give it a value, or leave the key out where it is optional';
  if (typeof value === 'number' || typeof value === 'boolean') {
    return expected === 'text' || expected.startsWith('an id')
      ? `put it in quotes: "${String(value)}"`
      : undefined;
  }
  if (typeof value !== 'string')
    return isMapping(value) && expected === 'a list' ? 'begin each entry with "- "' : undefined;
  return suggestion(value, words) ?? formHint(value, expected);
}

/** What people type instead of an id, a language tag or an arrow. */
function formHint(value: string, expected: string): string | undefined {
  if (expected.startsWith('an id ')) {
    const tidy = value
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    return ID_PATTERN.test(tidy) ? `write ${tidy}` : undefined;
  }
  if (expected.startsWith('a language tag'))
    return value.includes('_') ? `write ${value.replaceAll('_', '-')}` : undefined;
  if (expected === 'one line of text') return 'begin the text with > instead of |';
  if (expected === 'true or false')
    return /^(?:yes|on)$/i.test(value)
      ? 'write true'
      : /^(?:no|off)$/i.test(value)
        ? 'write false'
        : undefined;
  if (value.includes('→')) return 'write each arrow as ->';
  return undefined;
}
