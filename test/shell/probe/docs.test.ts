import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import { optionKeys, optionSchema } from '../../../src/shell/probe/option-keys.ts';
import { BOOT_KINDS, PROBE_KINDS } from '../../../src/shell/probe/registry.ts';

const docs = readFileSync(new URL('../../../docs/probes.md', import.meta.url), 'utf8');
const sections = docs.split(/^#{2,3} /m);
const firstColumn = (text: string) =>
  [...text.matchAll(/^\| `([a-z_-]+)` *\|/gm)].map(([, cell = '']) => cell);

const sectionOf = (name: string, isBoot: boolean): string => {
  const found = sections.find((text) => {
    const [title = ''] = text.split('\n');
    return title.startsWith('boot:') === isBoot && title.includes(`\`${name}\``);
  });
  return found ?? '';
};

const kinds = [
  ...PROBE_KINDS.map((kind) => [kind.name, kind, sectionOf(kind.name, false)] as const),
  ...BOOT_KINDS.map((kind) => [`boot ${kind.name}`, kind, sectionOf(kind.name, true)] as const),
];

const SHARED = firstColumn(sections.find((text) => text.startsWith('Options that several kinds have')) ?? '');

/** Defaults as the schema has them, by option. */
function defaultsOf(kind: Parameters<typeof optionSchema>[0]): Readonly<Record<string, unknown>> {
  const { anyOf } = optionSchema(kind) as { anyOf: { properties?: Record<string, { default?: unknown }> }[] };
  return Object.fromEntries(
    anyOf.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([key, value]) => [key, value.default]),
    ),
  );
}

describe('docs/probes.md', () => {
  it.each(kinds)(
    '%s has a section that names every option, and none that does not exist',
    (_name, kind, section) => {
      const keys = optionKeys(kind);
      const named = [...section.matchAll(/`([a-z_]+)`/g)].map(([, word = '']) => word);
      expect(keys.filter((key) => !named.includes(key))).toEqual([]);
      expect(firstColumn(section).filter((key) => !keys.includes(key))).toEqual([]);
    },
  );

  it.each(kinds)('%s: the defaults are those of the code', (_name, kind, section) => {
    const defaults = defaultsOf(kind);
    for (const [, key = '', cells = ''] of section.matchAll(/^\| `([a-z_]+)` *\|[^|]*\|([^|]*)\|/gm)) {
      const [, told] = /`([^`]*)`/.exec(cells) ?? [];
      const actual = defaults[key];
      // A mapping or list that is empty by default is told as "none".
      if (told === undefined)
        expect(actual === undefined || Object.keys(actual as object).length === 0).toBe(true);
      else expect(told.replaceAll(/[[\]' ]/g, '')).toBe(String(actual));
    }
    const [, limit] = /`timeout` \(`(\w+)`/.exec(section) ?? [];
    if (limit !== undefined) expect(limit).toBe(defaults['timeout']);
  });

  it('tells every option that several kinds have', () => {
    const counts = new Map<string, number>();
    for (const kind of [...PROBE_KINDS, ...BOOT_KINDS]) {
      for (const key of optionKeys(kind)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const key of SHARED) expect(counts.get(key)).toBeGreaterThan(1);
    for (const key of ['host', 'port', 'family', 'connect_timeout', 'timeout', 'verify', 'ca', 'servername'])
      expect(SHARED).toContain(key);
  });

  it('tells every reason with its verdict', () => {
    const engines = readFileSync(new URL('../../../docs/engines.md', import.meta.url), 'utf8');
    const rows = [...`${docs}\n${engines}`.matchAll(/^\| `([a-z-]+)` +\| (online|offline|unknown) +\|/gm)];
    expect(Object.fromEntries(rows.map(([, reason, verdict]) => [reason, verdict]))).toEqual(VOTE_REASONS);
  });

  it('has examples that are right', () => {
    const examples = [
      ...docs.matchAll(/`((?:tcp|tls|https?|smtp|imap|pop3|ftp|ssh|dns|postgres|mysql|exec|snmp): [^`]+)`/g),
    ];
    const [, first = ''] = /```yaml\n([^]*?)```/.exec(docs) ?? [];
    const { servers } = parseYaml(first) as { servers: { probe: object | object[]; boot?: object }[] };
    const probes = [
      ...examples.map(([, text = '']) => parseYaml(text) as object),
      ...servers.flatMap(({ probe }) => probe),
    ];
    expect(probes.length).toBeGreaterThan(14);
    const wrong = [...probes, ...servers.flatMap(({ boot }) => boot ?? [])].filter((probe) => {
      const [[name, options] = ['', undefined]] = Object.entries(probe);
      const fitting = [...PROBE_KINDS, ...BOOT_KINDS].filter((kind) => kind.name === name);
      return !fitting.some((kind) => kind.options.safeParse(options).success);
    });
    expect(wrong).toEqual([]);
  });
});
