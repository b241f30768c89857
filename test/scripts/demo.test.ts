import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runDemo } from '../../scripts/demo.ts';
import type { DemoArgs } from '../../scripts/demo.ts';
import { startDemo } from '../../scripts/demonstration.ts';
import type { Keyboard, KeyPress } from '../../scripts/options.ts';
import { giveOrder } from '../../src/demo/control.ts';
import { until } from '../support/until.ts';
import { testIo, testSite } from './support.ts';

const USUAL: DemoArgs = { host: '127.0.0.1', port: 0 };

/** In place of the prober: runs, and sees nothing. */
const blind = (siteDir: string) => ({
  program: process.execPath,
  args: ['-e', 'setInterval(() => undefined, 1000)'],
  cwd: siteDir,
  env: process.env,
});

/** A keyboard that a test presses. */
function testKeyboard() {
  let press: ((key: KeyPress) => void) | null = null;
  const keyboard: Keyboard = {
    listen(onPress) {
      press = onPress;
      return () => {
        press = null;
      };
    },
  };
  return {
    keyboard,
    get listened() {
      return press !== null;
    },
    type(text: string, ...keys: readonly KeyPress[]) {
      for (const key of [...[...text].map((character) => ({ text: character })), ...keys]) press?.(key);
    },
  };
}

const ENTER: KeyPress = { text: '\r', name: 'return' };

async function demo(args: Partial<DemoArgs> = {}, keyboard?: Keyboard) {
  const site = testSite();
  const io = testIo(site.folder, keyboard === undefined ? {} : { keyboard });
  const started = await startDemo({ ...USUAL, ...args }, io, blind);
  onTestFinished(() => started.close());
  return { site, io, started };
}

describe('a demonstration', () => {
  test('says what it is, where, and what to do', async () => {
    const { io, started } = await demo();
    expect(io.stdout.text)
      .toBe(`A demonstration: 3 small servers on this machine, looked at by real probes every two seconds.

  ${started.url}

From another terminal: signalbox demo stop mail1
Stop with Ctrl-C.

`);
  });

  test.each([
    [{ npm_lifecycle_event: 'start' }, undefined, 'npm run demo -- stop mail1'],
    [{ npm_lifecycle_event: 'demo' }, '.', 'npm run demo -- stop mail1 --site .'],
    [{ npm_lifecycle_event: 'npx' }, '.', 'signalbox demo stop mail1 --site .'],
  ])('says what to type in another terminal: %j', async (env, folder, command) => {
    const site = testSite();
    const io = testIo(site.folder, { env });
    const args = folder === undefined ? USUAL : { ...USUAL, site: folder };
    const started = await startDemo(args, io, blind);
    onTestFinished(() => started.close());
    expect(io.stdout.text).toContain(`\nFrom another terminal: ${command}\n`);
  });

  test('says so on every page, and shows the entries of the site', async () => {
    const { started } = await demo();
    for (const page of ['', 'infrastructure/', 'history/', 'incidents/2010-09-03-slow-logins/']) {
      const html = await (await fetch(started.url + page)).text();
      expect(html, page).toContain('A demonstration: real probes look at stand-ins');
    }
    expect(await (await fetch(started.url)).text()).toContain('Slow logins');
  });

  test('moves its dates where it is told the moment they are of', async () => {
    const { io, started } = await demo({ moment: '2010-09-01 23:00' });
    expect(io.stdout.text).toContain('The entries are those of the site, two days later.\n');
    const moved = await fetch(`${started.url}incidents/2010-09-05-slow-logins/`);
    expect(moved.status).toBe(200);
  });

  test('is gone without a trace when it is closed', async () => {
    const { site, started } = await demo();
    const { lines } = await giveOrder(site.folder, ['list']);
    const copy = lines.at(-1)!.replace(/^.*: /, '');
    expect(existsSync(path.join(copy, 'topology.yml'))).toBe(true);
    await started.close();
    expect(existsSync(path.dirname(copy))).toBe(false);
    await expect(fetch(started.url)).rejects.toThrow();
    expect(readdirSync(path.join(site.folder, 'state'))).toEqual(['snapshot.json']);
  });

  test('that cannot start leaves nothing behind', async () => {
    const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith('signalbox-demo-'));
    const before = new Set(ours());
    const site = testSite();
    const args = { ...USUAL, host: '192.0.2.1' };
    await expect(startDemo(args, testIo(site.folder), blind)).rejects.toThrow('cannot listen on 192.0.2.1');
    expect(ours().filter((name) => !before.has(name))).toEqual([]);
  });

  test('tells when its prober ends by itself, and what it said', async () => {
    const site = testSite();
    const io = testIo(site.folder);
    const started = await startDemo(USUAL, io, (siteDir) => ({
      ...blind(siteDir),
      args: ['-e', 'console.error("no such kind"); process.exitCode = 3'],
    }));
    onTestFinished(() => started.close());
    await until('it is told', () => io.stdout.text.includes('no such kind'));
    expect(io.stdout.text).toContain(
      '23:10  The prober has ended by itself, so the lights will be unknown soon.\n',
    );
    expect((await giveOrder(site.folder, ['list'])).lines).toContain('The prober is stopped.');
  });

  test('runs until it is told to stop, and ends well', async () => {
    const site = testSite();
    const keys = testKeyboard();
    const io = testIo(site.folder, { keyboard: keys.keyboard, stopped: () => new Promise(() => undefined) });
    const running = runDemo(USUAL, io);
    await until('it listens', () => keys.listened);
    keys.type('', { text: '\x03', name: 'c', ctrl: true });
    expect(await running).toBe(0);
    expect(keys.listened).toBe(false);
  });
});

describe('an order', () => {
  test('from another terminal is carried out, told there and here', async () => {
    const { site, io } = await demo();
    const said = io.stdout.text.length;
    const run = await site.run('demo', 'stop', 'mail1');
    expect(run).toMatchObject({ exitCode: 0, out: 'mail1 is stopped; nothing listens there any more.\n' });
    expect(io.stdout.text.slice(said)).toBe('23:10  mail1 is stopped; nothing listens there any more.\n');
  });

  test('to list is answered where it was asked', async () => {
    const { site, io } = await demo();
    const said = io.stdout.text;
    await site.run('demo', 'mute', 'web1');
    const { out } = await site.run('demo', 'list');
    expect(out).toMatch(
      /^mail1 {2}running {2}plain {2}127\.0\.0\.1:\d+\nmail2 {2}running .*\nweb1 {3}mute {5}plain .*\nThe prober looks every two seconds\.\nThe files that are shown, .*\n$/,
    );
    expect(io.stdout.text.slice(said.length)).toMatch(
      /^23:10 {2}web1 is mute: .* It is only asked whether it accepts connections, which it still does\.\n$/,
    );
  });

  test('of each kind says what became of the server', async () => {
    const { site } = await demo();
    const said = async (...words: string[]) => (await giveOrder(site.folder, words)).lines;
    expect(await said('refuse', 'web1')).toEqual([expect.stringMatching(/^web1 refuses: /)]);
    expect(await said('toggle', 'web1')).toEqual(['web1 runs and answers.']);
    expect(await said('toggle', 'web1')).toEqual([expect.stringMatching(/^web1 is stopped; /)]);
    expect(await said('restart', 'mail-servers')).toEqual([
      'mail1 runs and answers.',
      'mail2 runs and answers.',
    ]);
    expect(await said('stop', 'prober')).toEqual([expect.stringMatching(/^The prober is stopped\. /)]);
    expect(await said('mute', 'prober')).toEqual([
      'The prober can be stopped and started, and nothing else.',
    ]);
    expect(await said('start', 'prober')).toEqual(['The prober looks again.']);
    expect((await said('help')).join('\n')).toContain('stop prober');
  });

  test('for a server that is none is a wrong invocation', async () => {
    const { site } = await demo();
    expect(await site.run('demo', 'stop', 'mail9')).toMatchObject({
      exitCode: 2,
      err: 'There is no server "mail9". "list" shows them all.\n',
    });
  });

  test('where no demonstration runs', async () => {
    const { exitCode, err } = await testSite().run('demo', 'stop', 'mail1');
    expect(exitCode).toBe(3);
    expect(err).toMatch(
      /^signalbox: no demonstration of .* is running\n {4}Start one in another terminal with "signalbox demo"/,
    );
  });
});

test.each([
  ['an order that is none', ['demo', 'kill', 'mail1'], "command-argument value 'kill' is invalid"],
  ['no site', ['demo', '--site', 'nowhere'], 'there is no topology.yml in '],
  ['a moment that is none', ['demo', '--moment', 'noon'], '--moment "noon" is no time'],
  ['a snapshot that is not there', ['demo', '--snapshot', 'x.json'], 'there is no snapshot x.json'],
])('%s is a wrong invocation', async (_, argv, message) => {
  const { exitCode, err } = await testSite().run(...argv);
  expect(exitCode).toBe(2);
  expect(err).toContain(message);
});

describe('the keyboard', () => {
  test('takes orders, shows what is typed, and completes it', async () => {
    const keys = testKeyboard();
    const { io } = await demo({}, keys.keyboard);
    expect(io.stdout.text).toContain('  or type the name of any server, or "help"\n');
    keys.type('mute web1', ENTER);
    await until('it is told', () => io.stdout.text.includes('web1 is mute'));
    expect(io.stdout.text).toContain('\r\x1b[K> mute web1');
    keys.type('mail', { text: '', name: 'tab' }, { text: '', name: 'tab' });
    expect(io.stdout.text).toContain('\r\x1b[K  mail-servers  mail1  mail2\n');
    expect(io.stdout.text.endsWith('\r\x1b[K> mail')).toBe(true);
  });

  test('has a digit for each server that another group takes over for', async () => {
    const keys = testKeyboard();
    const site = testSite();
    const fallback = 'name: Mail servers\n        fallback: { to: web-servers, effect: Mail waits. }';
    site.write({ 'topology.yml': site.read('topology.yml').replace('name: Mail servers', fallback) });
    const io = testIo(site.folder, { keyboard: keys.keyboard });
    const started = await startDemo(USUAL, io, blind);
    onTestFinished(() => started.close());
    expect(io.stdout.text).toContain(
      '  1  stops mail1, and starts it again\n  2  stops mail2, and starts it again\n',
    );
    keys.type('2');
    await until('it is told', () => io.stdout.text.includes('mail2 is stopped'));
    keys.type('2');
    await until('it is told', () => io.stdout.text.includes('mail2 runs and answers.'));
  });
});

test('starting it and ordering it are one command in a checkout', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['demo']).toBe(scripts['start']);
});
