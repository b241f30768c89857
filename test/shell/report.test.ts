import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { diagnostic } from '../../src/core/model/diagnostic.ts';
import type { Diagnostic } from '../../src/core/model/diagnostic.ts';
import { formatReport, hasErrors, summaryLine } from '../../src/shell/report.ts';

const TYPO = diagnostic(
  'unknown-reference',
  { file: 'incidents/2010-08-31-service-down.md', line: 3, column: 11 },
  '`affects` names "web-acess", which is no service, group or server of topology.yml',
  'did you mean "web-access"?',
);
const UNUSED = diagnostic(
  'group-unused',
  { file: 'topology.yml', line: 40, column: 9 },
  'no service needs "backups"',
);
const HTML = diagnostic(
  'raw-html',
  { file: 'incidents/2010-08-31-service-down.md', line: 10 },
  'HTML is shown as typed',
  'use Markdown',
);
const ALL = [TYPO, HTML, UNUSED];

const pipe = () => new PassThrough();
/** A terminal that judges the environment as a real one does. */
const terminal = () =>
  Object.assign(new PassThrough(), { isTTY: true, getColorDepth: WriteStream.prototype.getColorDepth });

beforeEach(() => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TMUX', 'COLORTERM'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('as text', () => {
  test('columns are aligned and hints stand below', () => {
    expect(formatReport(ALL, { stream: pipe() })).toBe(
      [
        'incidents/2010-08-31-service-down.md:3:11  error    unknown-reference  `affects` names "web-acess", which is no service, group or server of topology.yml',
        '    hint: did you mean "web-access"?',
        'incidents/2010-08-31-service-down.md:10:1  hint     raw-html           HTML is shown as typed',
        '    hint: use Markdown',
        'topology.yml:40:9                          warning  group-unused       no service needs "backups"',
        '',
        '1 error, 1 warning, 1 hint',
        '',
      ].join('\n'),
    );
  });

  test('nothing found is one line', () => {
    expect(formatReport([], { stream: pipe() })).toBe('No problems found\n');
  });

  test('on a terminal severities have colours, and alignment ignores them', () => {
    expect(formatReport(ALL, { stream: terminal() })).toBe(
      [
        'incidents/2010-08-31-service-down.md:3:11  \u001b[31merror  \u001b[39m  \u001b[2munknown-reference\u001b[22m  `affects` names "web-acess", which is no service, group or server of topology.yml',
        '    \u001b[2mhint:\u001b[22m did you mean "web-access"?',
        'incidents/2010-08-31-service-down.md:10:1  \u001b[36mhint   \u001b[39m  \u001b[2mraw-html         \u001b[22m  HTML is shown as typed',
        '    \u001b[2mhint:\u001b[22m use Markdown',
        'topology.yml:40:9                          \u001b[33mwarning\u001b[39m  \u001b[2mgroup-unused     \u001b[22m  no service needs "backups"',
        '',
        '\u001b[1m1 error, 1 warning, 1 hint\u001b[22m',
        '',
      ].join('\n'),
    );
  });

  test('NO_COLOR is respected on a terminal', () => {
    vi.stubEnv('NO_COLOR', '1');
    expect(formatReport(ALL, { stream: terminal() })).toBe(formatReport(ALL, { stream: pipe() }));
  });

  const hostile: readonly [name: string, message: string, shown: string][] = [
    [
      'an escape sequence',
      'title "\u001b]0;owned\u0007\u001b[2J"',
      'title "\\u{1b}]0;owned\\u{7}\\u{1b}[2J"',
    ],
    ['a line end', 'first\r\nsecond', 'first\\u{d}\\u{a}second'],
    ['text turned around', 'file \u202egpj.exe\u2066', 'file \\u{202e}gpj.exe\\u{2066}'],
    ['letters of other scripts stay', 'größer – 日本 🚂', 'größer – 日本 🚂'],
  ];
  test.each(hostile)('quoted values cannot command the terminal: %s', (_name, message, shown) => {
    const found = diagnostic('bad-value', { file: 'topology.yml' }, message, message);
    expect(formatReport([found], { stream: pipe() }).split('\n').slice(0, 2)).toEqual([
      `topology.yml:1:1  error  bad-value  ${shown}`,
      `    hint: ${shown}`,
    ]);
  });
});

describe('as JSON', () => {
  test('counts and diagnostics, never coloured', () => {
    const text = formatReport(ALL, { format: 'json', stream: terminal() });
    expect(JSON.parse(text)).toEqual({ version: 1, errors: 1, warnings: 1, hints: 1, diagnostics: ALL });
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).not.toContain('\u001b');
  });

  test('nothing found', () => {
    expect(JSON.parse(formatReport([], { format: 'json' }))).toEqual({
      version: 1,
      errors: 0,
      warnings: 0,
      hints: 0,
      diagnostics: [],
    });
  });
});

describe('as GitHub annotations', () => {
  test('one command a problem, the hint on its second line, then the summary', () => {
    expect(formatReport(ALL, { format: 'github', stream: terminal() })).toBe(
      [
        '::error file=incidents/2010-08-31-service-down.md,line=3,col=11,title=unknown-reference::`affects` names "web-acess", which is no service, group or server of topology.yml%0Ahint: did you mean "web-access"?',
        '::notice file=incidents/2010-08-31-service-down.md,line=10,col=1,title=raw-html::HTML is shown as typed%0Ahint: use Markdown',
        '::warning file=topology.yml,line=40,col=9,title=group-unused::no service needs "backups"',
        '1 error, 1 warning, 1 hint',
        '',
      ].join('\n'),
    );
  });

  const escapes: readonly [name: string, file: string, message: string, expected: string][] = [
    [
      'per cent signs first',
      'a%3A.md',
      '100% of %0A',
      '::error file=a%253A.md,line=1,col=1,title=bad-value::100%25 of %250A',
    ],
    [
      'line ends cannot start another command',
      'a.md',
      'x\r\n::stop::y',
      '::error file=a.md,line=1,col=1,title=bad-value::x%0D%0A::stop::y',
    ],
    [
      'colons and commas in properties only',
      'a:b,c.md',
      'a:b,c',
      '::error file=a%3Ab%2Cc.md,line=1,col=1,title=bad-value::a:b,c',
    ],
    ['line ends in properties', 'a\nb\r.md', 'm', '::error file=a%0Ab%0D.md,line=1,col=1,title=bad-value::m'],
  ];
  test.each(escapes)('%s', (_name, file, message, expected) => {
    const found = diagnostic('bad-value', { file }, message);
    expect(formatReport([found], { format: 'github' }).split('\n')[0]).toBe(expected);
  });
});

describe('as a code quality report of GitLab', () => {
  const read = (diagnostics: readonly Diagnostic[], folder = '') =>
    JSON.parse(formatReport(diagnostics, { format: 'gitlab', folder, stream: terminal() })) as {
      readonly fingerprint: string;
    }[];

  test('an object a problem, from the root of the repository', () => {
    expect(read(ALL, 'status')).toEqual([
      {
        description:
          '`affects` names "web-acess", which is no service, group or server of topology.yml (did you mean "web-access"?)',
        check_name: 'unknown-reference',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        severity: 'major',
        location: { path: 'status/incidents/2010-08-31-service-down.md', lines: { begin: 3 } },
      },
      {
        description: 'HTML is shown as typed (use Markdown)',
        check_name: 'raw-html',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        severity: 'info',
        location: { path: 'status/incidents/2010-08-31-service-down.md', lines: { begin: 10 } },
      },
      {
        description: 'no service needs "backups"',
        check_name: 'group-unused',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        severity: 'minor',
        location: { path: 'status/topology.yml', lines: { begin: 40 } },
      },
    ]);
  });

  test('a problem is the same one when it moves, and two that read alike are two', () => {
    const fingerprints = (diagnostics: readonly Diagnostic[]) =>
      read(diagnostics).map(({ fingerprint }) => fingerprint);
    expect(fingerprints([{ ...TYPO, line: 9 }])).toEqual(fingerprints([TYPO]));
    const old = (message: string) => diagnostic('open-too-long', { file: 'a.md' }, message);
    expect(fingerprints([old('open for 36 hours')])).toEqual(fingerprints([old('open for 37 hours')]));
    const twice = fingerprints([TYPO, HTML, { ...TYPO, line: 9 }]);
    expect(new Set(twice).size).toBe(3);
    expect(twice[0]).toBe(fingerprints([TYPO])[0]);
    expect(fingerprints([{ ...TYPO, file: 'other.md' }])).not.toEqual(fingerprints([TYPO]));
  });

  test('nothing found is an empty list, as GitLab expects', () => {
    expect(formatReport([], { format: 'gitlab' })).toBe('[]\n');
  });
});

describe('where the site lies', () => {
  const cases: readonly [folder: string, file: string][] = [
    ['', 'topology.yml'],
    ['.', 'topology.yml'],
    ['./', 'topology.yml'],
    ['status', 'status/topology.yml'],
    ['./status/', 'status/topology.yml'],
    ['sites\\mail', 'sites/mail/topology.yml'],
    ['../other', '../other/topology.yml'],
    ['/srv/status', '/srv/status/topology.yml'],
  ];
  test.each(cases)('folder %j gives %j in every format', (folder, file) => {
    expect(formatReport([UNUSED], { folder, stream: pipe() })).toContain(`${file}:40:9  warning`);
    expect(formatReport([UNUSED], { folder, format: 'github' })).toContain(`::warning file=${file},line=40`);
    expect(JSON.parse(formatReport([UNUSED], { folder, format: 'json' }))).toMatchObject({
      diagnostics: [{ file }],
    });
  });
});

describe('the sum', () => {
  const cases: readonly [diagnostics: readonly Diagnostic[], line: string, errors: boolean][] = [
    [[], 'No problems found', false],
    [[UNUSED, HTML], '1 warning, 1 hint', false],
    [[TYPO], '1 error', true],
    [[TYPO, TYPO, UNUSED, UNUSED], '2 errors, 2 warnings', true],
  ];
  test.each(cases)('%#: %s', (diagnostics, line, errors) => {
    expect(summaryLine(diagnostics)).toBe(line);
    expect(hasErrors(diagnostics)).toBe(errors);
  });
});
