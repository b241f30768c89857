import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { WrittenSource } from '../../../../src/core/model/probing.ts';
import { text } from '../../../../src/shell/probe/options.ts';
import { sourceOptionsOf, sourceShape } from '../../../../src/shell/probe/sources/options.ts';
import { readSources } from '../../../../src/shell/probe/sources/read-sources.ts';
import type { SourceSite } from '../../../../src/shell/probe/sources/read-sources.ts';
import type { SourceKind, SourceOptions } from '../../../../src/shell/probe/sources/source-kind.ts';

interface TestOptions extends SourceOptions {
  readonly secretFile: string | undefined;
  readonly isLoud: boolean;
}

const schema = z
  .strictObject({
    ...sourceShape(),
    secret_file: text('A file.').optional(),
    loud: z.boolean('true or false').default(false).describe('Says so.'),
  })
  .transform((written): TestOptions => ({
    ...sourceOptionsOf(written),
    secretFile: written.secret_file,
    isLoud: written.loud,
  }));

const KIND: SourceKind<TestOptions> = {
  name: 'engine',
  about: 'An engine of the tests.',
  options: schema,
  advice: ({ isLoud }) => (isLoud ? ['is loud'] : []),
  secretFiles: ({ secretFile }) => (secretFile === undefined ? [] : [secretFile]),
  ask: () => Promise.resolve({ reports: [], boots: new Map(), notes: [] }),
};

const OTHER: SourceKind<TestOptions> = { ...KIND, name: 'other' };

const MINUTE = 60_000;
const SITE: SourceSite = {
  file: 'topology.yml',
  folder: '/srv/site',
  servers: ['gw1', 'gw2'],
  everyMs: MINUTE,
  freshForMs: 5 * MINUTE,
};

const written = (type: string, options: Readonly<Record<string, unknown>> = {}, line = 9): WrittenSource => ({
  type,
  options,
  place: { line, column: 5 },
});

const reading = (...list: readonly WrittenSource[]) =>
  readSources(list, SITE, [KIND as SourceKind, OTHER as SourceKind]);

const told = (...list: readonly WrittenSource[]) =>
  reading(...list).diagnostics.map(({ line, severity, code, message, hint }) =>
    [`${String(line)} ${severity} ${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join(' | '),
  );

test('what is written, with its defaults', () => {
  const { sources, diagnostics } = reading(
    written('engine', { servers: { gw1: 'gw1.internal', gw2: ['a', 'b'] }, vantages: { fra1: 'Frankfurt' } }),
    written('other', {
      name: 'second',
      vantage: 'Paris',
      interval: '3m',
      timeout: '20s',
      canaries: ['outside'],
    }),
  );
  expect(diagnostics).toEqual([]);
  expect(sources).toMatchObject([
    {
      type: 'engine',
      timeoutMs: 5_000,
      rules: {
        name: 'engine',
        vantage: 'monitoring',
        vantages: new Map([['fra1', 'Frankfurt']]),
        servers: new Map([
          ['gw1', ['gw1.internal']],
          ['gw2', ['a', 'b']],
        ]),
        canaries: [],
        believedForMs: 150_000,
      },
    },
    {
      type: 'other',
      timeoutMs: 20_000,
      rules: { name: 'second', vantage: 'Paris', canaries: ['outside'], believedForMs: 450_000 },
    },
  ]);
});

describe('what cannot be read is told, and never quoted', () => {
  test.each<[string, readonly WrittenSource[], readonly string[]]>([
    [
      'a type nobody knows',
      [written('engin')],
      [
        '9 error bad-source: source 1 is of a type that does not exist, expected engine or other | did you mean "engine"?',
      ],
    ],
    [
      'an option nobody knows',
      [written('engine', { vantag: 'SENTINEL' })],
      [
        '9 error bad-source: source 1 (engine) has an option that does not exist, expected name, vantage, vantages, servers, canaries, interval, believed_for, timeout, secret_file or loud | did you mean "vantage"?',
      ],
    ],
    [
      'a value of the wrong form',
      [written('engine', { interval: 'SENTINEL' })],
      [
        '9 error bad-source: source 1 (engine) has a "interval" that is not readable, expected a duration such as 5m, 90s or 1h',
      ],
    ],
    [
      'a name that is none',
      [written('engine', { name: '../SENTINEL' })],
      [
        '9 error bad-source: source 1 (engine) has a "name" that is not readable, expected a short name of letters, digits, spaces, dots and dashes',
      ],
    ],
    [
      'a server that is no id',
      [written('engine', { servers: { 'SENTINEL X': 'a' } })],
      [
        '9 error bad-source: source 1 (engine) has a "servers" that is not readable, expected an id of lower-case letters, digits and single hyphens, such as mail-servers',
      ],
    ],
    [
      'two of one name',
      [written('engine'), written('engine', {}, 12)],
      ['12 error bad-source: there are two sources named "engine", expected a "name" of its own for each'],
    ],
    [
      'a secret in the site’s folder',
      [written('engine', { secret_file: '/srv/site/SENTINEL/token' })],
      [
        '9 error bad-source: source "engine" reads a secret from a file in the site’s own folder, expected one outside of it | what stands in the site’s folder is committed sooner or later',
      ],
    ],
    ['a secret beside it is fine', [written('engine', { secret_file: '/srv/site-secrets/token' })], []],
    [
      'a server that is none',
      [written('engine', { servers: { gw1: 'a', gw3: 'SENTINEL' } })],
      [
        '9 error unknown-reference: source "engine" names a server "gw3", and there is none in topology.yml | did you mean "gw1"?',
      ],
    ],
    [
      'an engine that looks less often than pages believe',
      [written('engine', { interval: '4m' })],
      [
        '9 warning source-advice: source "engine" looks every 4m, and pages believe nothing older than site.fresh_for, which is 5m and should be at least 6m',
      ],
    ],
    ['advice', [written('engine', { loud: true })], ['9 warning source-advice: source "engine" is loud']],
  ])('%s', (_, list, lines) => {
    const found = told(...list);
    expect(found).toEqual(lines);
    expect(found.join()).not.toContain('SENTINEL');
  });

  test('a source that cannot be read is not asked, and the others are', () => {
    const { sources } = reading(
      written('engin'),
      written('other'),
      written('engine', { secret_file: '/srv/site/a' }),
    );
    expect(sources.map(({ type }) => type)).toEqual(['other']);
  });
});
