import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../scripts/options.ts';
import { createProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../support/folder.ts';
import { runIn, testIo, testSite } from './support.ts';

const COMMANDS = [
  'build',
  'check',
  'serve',
  'demo',
  'status',
  'probe',
  'merge',
  'publish',
  'rollback',
  'new',
  'update',
  'resolve',
  'schema',
];

test('there are these commands', () => {
  expect(
    createProgram({ io: testIo('.'), exitCode: EXIT.fine }).commands.map((command) => command.name()),
  ).toEqual(COMMANDS);
});

describe('help', () => {
  test('of the program names every command, the exit codes and the way on', async () => {
    const { exitCode, out, err } = await runIn('.', ['--help']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    for (const code of Object.values(EXIT)) expect(out).toMatch(new RegExp(`^ {2}${String(code)} +\\w`, 'm'));
    expect(out).toContain('docs/commands.md');
  });

  test.each(COMMANDS)('of %s names every option and argument, with examples and exit codes', async (name) => {
    const { exitCode, out } = await runIn('.', [name, '--help']);
    expect(exitCode).toBe(0);
    const command = createProgram({ io: testIo('.'), exitCode: EXIT.fine }).commands.find(
      (known) => known.name() === name,
    )!;
    for (const { flags } of command.options) expect(out).toContain(flags);
    for (const argument of command.registeredArguments) {
      expect(argument.description).not.toBe('');
      expect(out).toContain(argument.name());
    }
    expect(out).toMatch(/^Exit codes:\n {2}0 +\w/m);
    if (name !== 'schema') expect(out).toContain(`Examples:\n  signalbox ${name}`);
  });

  test('without a command is the same, and a wrong invocation', async () => {
    const { exitCode, err } = await runIn('.', []);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^Usage: signalbox /);
  });

  test('the version is the package’s', async () => {
    expect((await runIn('.', ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test.each(COMMANDS)('docs/commands.md explains every option of %s', (name) => {
  const docs = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
  const section = new RegExp(`^##+ ${name}$(.*?)(?=^##)`, 'ms').exec(`${docs}\n## end`)![1];
  const { commands } = createProgram({ io: testIo('.'), exitCode: EXIT.fine });
  const command = commands.find((known) => known.name() === name)!;
  for (const { flags } of command.options) expect(section).toContain(`\`${flags}\``);
});

describe('a wrong invocation ends with 2 and says what was meant', () => {
  test.each([
    [['chekc'], "error: unknown command 'chekc'\n(Did you mean check?)\n"],
    [['build', '--stirct'], "error: unknown option '--stirct'\n(Did you mean --strict?)\n"],
    [['update', 'slow'], "error: missing required argument 'text'\n"],
    [['resolve'], "error: missing required argument 'slug'\n"],
    [
      ['check', '--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, github, gitlab.\n",
    ],
    [
      ['new', 'x', '--kind', 'incidnet'],
      "error: option '--kind <kind>' argument 'incidnet' is invalid. Allowed choices are incident, maintenance, announcement.\n",
    ],
    [
      ['serve', '--port', '99999'],
      "error: option '--port <number>' argument '99999' is invalid. Expected a number from 0 to 65535; 0 takes any free port.\n",
    ],
    [['build', 'extra'], "error: too many arguments for 'build'. Expected 0 arguments but got 1.\n"],
    [
      ['build', '--now', 'yesterday'],
      'signalbox: --now "yesterday" is no time\n    Write it as 2010-09-03 23:10 (in the site’s time) or 2010-09-03T22:10:00Z.\n',
    ],
    [
      ['check', '--now', '2010-09-31 10:00'],
      'signalbox: --now "2010-09-31 10:00" is no time\n    Write it as 2010-09-03 23:10 (in the site’s time) or 2010-09-03T22:10:00Z.\n',
    ],
  ])('%j', async (argv, message) => {
    const { exitCode, err, out } = await testSite().run(...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });
});

test('a bug says so, with its causes, and ends with 70', async () => {
  const failing = () => {
    throw new Error('the clock is broken', { cause: new Error('a spring') });
  };
  const { exitCode, err } = await runIn(temporaryFolder(), ['check'], { now: failing });
  expect(exitCode).toBe(70);
  expect(err).toMatch(
    /^signalbox: this is a bug, please report it with what follows:\nError: the clock is broken\n {4}at /,
  );
  expect(err).toContain('caused by Error: a spring\n');
});

test('schema writes the schemas', async () => {
  const { exitCode, out } = await runIn(temporaryFolder(), ['schema', '--out', 'here']);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^(Wrote here\/[\w-]+\.schema\.json\n)+$/);
});
