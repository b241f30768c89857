import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explanation } from '../../scripts/explain.ts';
import { widthOf } from '../../src/render/text/width.ts';
import { situation } from '../core/observe/explained.ts';
import { deadPort, localServer } from '../shell/probe/local-server.ts';
import { topologyText } from '../shell/probe/probed-site.ts';
import { expectText } from '../support/expected-text.ts';
import { OF_ALL, OF_ONE } from './explain-situations.ts';
import { NOW, testSite } from './support.ts';

const EXPECTED = fileURLToPath(new URL('explained/', import.meta.url));
const COLUMNS = 80;
/** With no more places than most sites have. */
const SCREEN = 24;
const MOST = 40;

const fits = (lines: readonly string[], most: number) => {
  expect(lines.length).toBeLessThanOrEqual(most);
  for (const line of lines) {
    expect(widthOf(line), line).toBeLessThanOrEqual(COLUMNS);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]| $/u);
  }
};

describe('what is said', () => {
  test.each(Object.keys(OF_ONE))('of one server, %s (UPDATE=1 accepts a change)', (name) => {
    const lines = explanation('gw1', OF_ONE[name]!);
    fits(lines, name === 'many-places' ? MOST : SCREEN);
    expectText(`${lines.join('\n')}\n`, path.join(EXPECTED, `one-${name}.txt`));
  });

  test.each(Object.keys(OF_ALL))('of the whole, %s (UPDATE=1 accepts a change)', (name) => {
    const lines = explanation(null, OF_ALL[name]!);
    fits(lines, MOST);
    expectText(`${lines.join('\n')}\n`, path.join(EXPECTED, `all-${name}.txt`));
  });

  test('whatever a server or an engine said, it fits and nothing of it is obeyed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 500 });
    fc.assert(
      fc.property(text, text, text, (detail, source, note) => {
        const input = situation({
          votes: { gw1: { 'probe London': '+--', 'icinga Rome': '+d' } },
          more: { 'probe London': { detail }, 'icinga Rome': { source, detail } },
          sources: [
            { name: source, type: note, failure: null, notes: [note], reports: 1, tookMs: 1 },
            { name: source, type: 'x', failure: detail, notes: [], reports: 1, tookMs: 1 },
          ],
        });
        for (const name of ['gw1', null]) {
          for (const line of explanation(name, input)) {
            expect(widthOf(line)).toBeLessThanOrEqual(COLUMNS);
            expect(line).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u);
          }
        }
      }),
    );
  });
});

describe('which server is meant', () => {
  const input = situation({
    servers: { gw1: ', name: Gateway One', gw2: ', name: Twin', gw3: ', name: Twin' },
    votes: Object.fromEntries(['gw1', 'gw2', 'gw3'].map((id) => [id, { 'probe London': '+' }])),
  });

  test.each(['gw1', 'GW1', 'gateway one', ' Gateway One '])('%j', (name) => {
    expect(explanation(name, input)[0]).toMatch(/^gw1, Gateway One \(AV\/GreyListing\): online /);
  });

  test.each([
    ['gw', 'there is no server "gw" in topology.yml', 'Did you mean "gw1"?'],
    ['mars', 'there is no server "mars" in topology.yml', 'Its servers are "gw1", "gw2" or "gw3".'],
    ['gateways', 'there is no server "gateways"', 'That is a group; its servers are "gw1", "gw2" or "gw3".'],
    ['twin', 'several servers are called "twin"', 'Name it by its id: "gw2" or "gw3".'],
    ['a\u001b[31mb', 'there is no server "a[31mb"', 'Its servers are'],
  ])('%j is none', (name, message, hint) => {
    expect(() => explanation(name, input)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(message) as string,
        hint: expect.stringContaining(hint) as string,
      }),
    );
  });
});

describe('the command', () => {
  const probed = async () => {
    const [up, down] = [(await localServer()).port, await deadPort()];
    const site = testSite({ 'topology.yml': topologyText({ mail1: up, web1: down }) });
    const at = (ms: number) => ({ now: () => NOW + ms });
    await site.run('probe', '--once');
    await site.runWith(at(60_000), 'probe', '--once');
    return { site, at };
  };

  test('tells of what a real prober found, and leaves everything as it was', async () => {
    const { site, at } = await probed();
    const before = ['prober.json', 'votes.json', 'snapshot.json'].map((name) => site.read(`state/${name}`));
    const { exitCode, out, err } = await site.runWith(at(102_000), 'probe', '--explain', 'web1');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out.replace(/127\.0\.0\.1:\d+/, 'ADDRESS')).toBe(
      [
        'web1 (Machines): offline since 23:10 BST or earlier, at least 1 minute',
        '',
        'source  vantage  state    age  reason',
        'probe   london   offline  42s  refused',
        '    tcp: connect ECONNREFUSED ADDRESS',
        '',
        'Offline after 2 failed rounds in a row; the first failure was at 23:10 BST or',
        '  earlier.',
        '',
      ].join('\n'),
    );
    const all = await site.runWith(at(102_000), 'probe', '--explain');
    expect(all.out).toContain(
      'Small Mail, probed from london: the last round was 42 seconds ago, at 23:11 BST;',
    );
    expect(all.out).toMatch(/^web1 {4}offline {2}23:10 {2}probe: refused$/m);
    expect(all.out).toContain('1 more server was found online, and no vote says offline.\n');
    expect(['prober.json', 'votes.json', 'snapshot.json'].map((name) => site.read(`state/${name}`))).toEqual(
      before,
    );
  });

  test('works while a prober has the folder', async () => {
    const { site, at } = await probed();
    let done = false;
    const stopped = async () => {
      while (!done) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const running = site.runWith({ ...at(120_000), stopped }, 'probe');
    while (!site.read('state/votes.json').includes(`"at":${String(NOW + 120_000)}`))
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { exitCode, out } = await site.runWith(at(121_000), 'probe', '--explain', 'web1');
    done = true;
    await running;
    expect(exitCode).toBe(0);
    expect(out).toContain('Offline, with 3 failed rounds in a row where 2 would do;');
  });

  test('without a secret of the prober', async () => {
    const site = testSite({
      'topology.yml': topologyText({ mail1: (await localServer()).port, db1: '{tcp: "${DB_HOST}:1"}' }),
    });
    await site.runWith({ env: { DB_HOST: '127.0.0.1' } }, 'probe', '--once');
    const { exitCode, out, err } = await site.run('probe', '--explain', 'db1');
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('because no round was good yet and it takes 2 failed rounds');
  });

  test('votes of another round are shown, and that is said', async () => {
    const { site, at } = await probed();
    const votes = JSON.parse(site.read('state/votes.json')) as { at: number };
    site.write({ 'state/votes.json': JSON.stringify({ ...votes, at: votes.at - 60_000 }) });
    const { exitCode, out } = await site.runWith(at(61_000), 'probe', '--explain', 'web1');
    expect(exitCode).toBe(0);
    expect(out).toContain('The votes are of the round at 23:10 BST');
  });

  test.each([
    [['prober.json'], 'there is no round to explain in state', 'Run "signalbox probe --once"'],
    [
      ['votes.json'],
      'there is no round to explain in state',
      'name the folder of the prober with --state DIR',
    ],
  ])('3 without %j', async (names, message, hint) => {
    const { site } = await probed();
    for (const name of names) writeFileSync(path.join(site.folder, 'state', name), '');
    const torn = await site.run('probe', '--explain');
    expect(torn).toMatchObject({ exitCode: 3, out: '' });
    expect(torn.err).toContain(`state/${names[0]!} is torn, or of another version of Signalbox`);
    const empty = await site.run('probe', '--explain', '--state', 'elsewhere');
    expect(empty).toMatchObject({ exitCode: 3, out: '' });
    expect(empty.err).toContain(message.replace('state', 'elsewhere'));
    expect(empty.err).toContain(hint);
  });

  test('3 where somebody else writes the snapshot', async () => {
    const site = testSite();
    site.write({
      'state/snapshot.json': site.read('state/snapshot.json').replace('{', '{"source":"signalbox-merge",'),
    });
    const { exitCode, err } = await site.run('probe', '--explain');
    expect(exitCode).toBe(3);
    expect(err).toContain(
      'there is no round to explain in state: its snapshot was written by "signalbox-merge"\n',
    );
  });

  test('3 for what is no file', async () => {
    const site = testSite();
    mkdirSync(path.join(site.folder, 'state/votes.json'));
    const { exitCode, err } = await site.run('probe', '--explain');
    expect(exitCode).toBe(3);
    expect(err).toBe('signalbox: state/votes.json cannot be read: EISDIR\n');
  });

  test.each([
    [['--explain', 'mail9'], 'there is no server "mail9" in topology.yml'],
    [['--explain', '--once'], "option '--explain [server]' cannot be used with option '--once'"],
    [['--explain', '--every', '1m'], "cannot be used with option '--every <time>'"],
    [['--explain', '--on-change', './notify.sh'], "cannot be used with option '--on-change <command>'"],
    [['--explain', '--vantage', 'Rome'], "cannot be used with option '--vantage <name>'"],
    [['--explain', '--site', 'nowhere'], 'there is no topology.yml in '],
  ])('2 for %j', async (argv, message) => {
    const { site } = await probed();
    const { exitCode, out, err } = await site.run('probe', ...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });
});
