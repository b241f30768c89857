import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildOptions } from '../../src/shell/build.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { temporaryFolder } from '../support/folder.ts';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, smallSite, snapshotText } from '../support/small-site.ts';
import { treeOf } from '../support/tree.ts';

/** In the order in which they are written. */
const FEEDS = ['updates.atom', 'updates.rss', 'feed.json', 'history.atom', 'history.rss'];
const BADGES = [
  'status.svg',
  'status.json',
  'incoming-mail.svg',
  'incoming-mail.json',
  'system-status.svg',
].map((name) => `badge/${name}`);

describe('building a site', () => {
  it('gives the same bytes in another folder, and with nothing remembered', async () => {
    const site = smallSite();
    await site.build();
    const other = temporaryFolder();
    await site.build({ outDir: path.join(other, 'out'), stateDir: path.join(other, 'state') });
    expect(treeOf(path.join(other, 'out'))).toEqual(site.tree());
    expect(Object.keys(site.tree())).toContain('incidents/2010-09-01-slow/index.html');
  });

  it('renders nothing and writes nothing when nothing changed', async () => {
    const { build } = smallSite();
    expect((await build()).pagesRendered).toBe(14);
    const again = await build();
    expect(again).toMatchObject({ pagesPlanned: 14, pagesRendered: 0, filesWritten: [], filesDeleted: [] });
  });

  it('renders only live pages when only the probes’ time changed', async () => {
    const { build, write } = smallSite();
    await build();
    const later = NOW + 60_000;
    write({ 'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }, later) });
    const report = await build({ now: later });
    expect(report.pagesRendered).toBe(4);
    // This snapshot also says that the servers have been online since a minute later, which the standard API tells.
    expect(report.filesWritten.filter((output) => !output.startsWith('api/v2/'))).toEqual([
      'infrastructure/index.html',
      'services/incoming-mail/index.html',
      'widget/index.html',
      'index.html',
      'api/signalbox.json',
      ...BADGES,
      'status.txt',
      'status.md',
      'heartbeat.json',
    ]);
  });

  it('renders what an edit touches: the page, its day, the log and the sitemap', async () => {
    const { build, write } = smallSite();
    await build();
    const file = 'incidents/2010-09-01-slow.md';
    write({ [file]: `${SMALL_SITE[file]}\n[10:45] Postmortem: a disk was full.\n` });
    const { filesWritten } = await build();
    expect(filesWritten).toEqual([
      'incidents/2010-09-01-slow/index.html',
      'timeline/2010-09-01/index.html',
      'api/v2/incidents.json',
      ...FEEDS,
      ...FEEDS.map((feed) => `services/incoming-mail/${feed}`),
      'index.html',
      'sitemap.xml',
      'heartbeat.json',
    ]);
  });

  it('writes a new page before the pages that link to it, and deletes last', async () => {
    const { build, write, siteDir, outDir } = smallSite();
    await build();
    write({ 'incidents/2010-09-02-new.md': '---\ntitle: News\nkind: announcement\n---\nHello.\n' });
    rmSync(path.join(siteDir, 'incidents/2010-07-01-old.md'));
    const { filesWritten, filesDeleted } = await build();
    expect(filesWritten.indexOf('incidents/2010-09-02-new/index.html')).toBe(0);
    const pages = filesWritten.filter((output) => output.endsWith('.html'));
    expect(pages.at(-1)).toBe('index.html');
    expect(filesWritten.indexOf('feed.json')).toBeLessThan(filesWritten.indexOf('index.html'));
    expect(filesWritten.slice(-2)).toEqual(['sitemap.xml', 'heartbeat.json']);
    expect(filesDeleted).toEqual([
      'history/2010/07/index.html',
      'incidents/2010-07-01-old/index.html',
      'timeline/2010-07-01/index.html',
    ]);
    expect(existsSync(path.join(outDir, 'incidents/2010-07-01-old'))).toBe(false);
  });

  it('publishes nothing of a draft, nor of a file whose draft cannot be read', async () => {
    const { build, tree } = smallSite({
      ...SMALL_SITE,
      'incidents/2010-09-02-secret.md': '---\ntitle: Hushhush\ndraft: true\n---\n[10:00] Hushhush.\n',
      'incidents/2010-09-02-unsure.md': '---\ntitle: Hushhush\ndraft: perhaps\n---\n[10:00] Hushhush.\n',
    });
    const { diagnostics } = await build();
    expect(diagnostics.map(({ code }) => code)).toEqual(['bad-draft']);
    const all = Object.entries(tree()).flat().join('\n');
    expect(all).not.toMatch(/hushhush|secret|unsure/i);
  });

  it('salvages a bad file, says so, and does not read operational while its extent is unknown', async () => {
    const { build, tree } = smallSite({
      ...SMALL_SITE,
      'incidents/2010-09-03-bad.md': '---\ntitle: Something\naffects: 7\n---\n[23:00] Something is wrong.\n',
    });
    const { diagnostics, status } = await build();
    expect(diagnostics.map(({ code }) => code)).toContain('bad-affects');
    expect(status.severity).toBe('unknown');
    expect(tree()['incidents/2010-09-03-bad/index.html']).toContain('Something is wrong.');
  });

  it('shows everything as unknown without a snapshot, and with one that is too old', async () => {
    const { build, siteDir } = smallSite();
    expect((await build({ now: NOW + 6 * 60_000 })).status).toMatchObject({
      severity: 'unknown',
      believed: false,
    });
    rmSync(path.join(siteDir, 'state/snapshot.json'));
    const { status, diagnostics } = await build();
    expect(status.severity).toBe('unknown');
    expect(diagnostics.map(({ code }) => code)).toContain('snapshot-missing');
  });

  it.each([
    ['missing', null],
    ['bad', SMALL_TOPOLOGY.replace('needs: [gateways]', 'needs: [gatewayz]')],
    ['torn', SMALL_TOPOLOGY.slice(0, 300)],
  ])('touches nothing when topology.yml is %s', async (_, text) => {
    const { build, write, siteDir, tree } = smallSite();
    await build();
    const before = tree();
    if (text === null) rmSync(path.join(siteDir, 'topology.yml'));
    else write({ 'topology.yml': text });
    const failure = await build().then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UserError);
    expect(failure).toMatchObject({ exitCode: 3 });
    expect((failure as UserError).diagnostics.length).toBeGreaterThan(0);
    expect(tree()).toEqual(before);
  });

  it('follows a file that is renamed, and one that is renamed by case alone', async () => {
    const { build, siteDir, tree } = smallSite();
    await build();
    const file = (name: string) => path.join(siteDir, 'incidents', name);
    renameSync(file('2010-07-01-old.md'), file('2010-07-01-renamed.md'));
    renameSync(file('2010-09-01-slow.md'), file('2010-09-01-Slow.md'));
    await build();
    const after = tree();
    await build({ outDir: path.join(siteDir, 'scratch/out'), stateDir: path.join(siteDir, 'scratch/state') });
    expect(after).toEqual(treeOf(path.join(siteDir, 'scratch/out')));
    expect(after['history/2010/07/index.html']).toContain('/incidents/2010-07-01-renamed/');
  });

  it('links to a page whose file’s name holds what means something in an address', async () => {
    const { build, tree } = smallSite({
      ...SMALL_SITE,
      'incidents/2010-09-02-a#b?c%2e.md': '---\ntitle: Odd [Resolved]\n---\n[10:00] Odd.\n',
    });
    await build();
    const href = '/incidents/2010-09-02-a%23b%3Fc%252e/';
    expect(tree()['incidents/2010-09-02-a#b?c%2e/index.html']).toContain('Odd.');
    expect(tree()['index.html']).toContain(`href="${href}"`);
    expect(tree()['sitemap.xml']).toContain(`<loc>https://status.small.example${href}</loc>`);
  });

  it('reports what it cannot open among the incidents, and builds the rest', async () => {
    const { build, siteDir, tree } = smallSite({
      ...SMALL_SITE,
      'incidents/2010-08-01-SHOUTED.MD': '---\ntitle: Shouted [Resolved]\n---\n[10:00] Loud.\n',
    });
    symlinkSync('nowhere.md', path.join(siteDir, 'incidents/2010-08-02-link.md'));
    const bytes = Buffer.from(`${siteDir}/incidents/2010-08-03-bad?.md`);
    bytes[bytes.indexOf('?')] = 0xff;
    writeFileSync(bytes, '---\ntitle: Unreachable\n---\n');
    const { diagnostics } = await build();
    expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([
      ['file-unread', 'incidents/2010-08-02-link.md'],
      ['file-unread', 'incidents/2010-08-03-bad\uFFFD.md'],
    ]);
    expect(tree()['incidents/2010-08-01-SHOUTED/index.html']).toContain('Loud.');
  });

  it('takes a snapshot that cannot be opened for one that cannot be read', async () => {
    const { build, siteDir } = smallSite();
    const { status, diagnostics } = await build({ snapshotFile: path.join(siteDir, 'incidents') });
    expect(status.severity).toBe('unknown');
    expect(diagnostics.map(({ code }) => code)).toEqual(['snapshot-unreadable']);
  });

  it('can be run twice at once', async () => {
    const { build, tree, siteDir } = smallSite();
    await Promise.all([build(), build({ stateDir: path.join(siteDir, 'other-state') })]);
    const both = tree();
    await build();
    expect(tree()).toEqual(both);
  });

  it.each([
    ['into the authors’ files', { outDir: 'incidents' }],
    ['into a folder of theirs', { outDir: 'theme/out' }],
    ['its own memory', { outDir: 'public', stateDir: 'public/state' }],
    ['with a file for a memory', { stateDir: 'topology.yml/state' }],
  ])('refuses to publish %s', async (_, folders) => {
    const { build, siteDir } = smallSite();
    const inSite = Object.entries(folders).map(([name, folder]) => [name, path.join(siteDir, folder)]);
    await expect(build(Object.fromEntries(inSite) as Partial<BuildOptions>)).rejects.toThrow(UserError);
  });

  it.each(['.', '..'])('refuses to publish into a folder that holds the site (%s)', async (relative) => {
    const { build, siteDir } = smallSite();
    await expect(build({ outDir: path.join(siteDir, relative) })).rejects.toThrow(
      /holds the site's own files/,
    );
  });
});

describe('nothing private is published', () => {
  const PRIVATE = [
    'secret-internal',
    'gw1.secret-internal.example',
    ':2525',
    'hunter2',
    '192.0.2.7',
    ':9100',
  ];

  it('in no file, whatever is probed, and whatever the prober keeps to itself', async () => {
    const topology = SMALL_TOPOLOGY.replace(
      "'gw2.secret-internal.example:2525'}}",
      `'gw2.secret-internal.example:2525', }, boot: {http: 'http://boot.secret-internal.example:9100/metrics'}}
          - {id: gw3, probe: {exec: 'check --password \${PASSWORD}'}}`,
    );
    const canaries = "probing: {canaries: [{tcp: 'canary.secret-internal.example:53'}]}";
    const { build, outDir, tree } = smallSite({
      ...SMALL_SITE,
      'topology.yml': `${topology}${canaries}\n`,
      'state/prober.json': '{"addresses": {"gw1.secret-internal.example": "192.0.2.7"}}',
      'state/probe.log': '{"detail": "gw1.secret-internal.example:2525 said hunter2"}\n',
      'state/history/2010-09.ndjson':
        '{"at":"2010-09-03T20:00:00Z","all":{"server":{"gw1":"offline","gw2":"online"},"group":{"gateways":"operational"},"service":{"incoming-mail":"operational"}}}\n{"at":"2010-09-03T21:00:00Z","server":"gw1","is":"online"}\n',
      'state/history/set-aside.ndjson': '{"text": "hunter2"}\n',
    });
    await build({ env: { PASSWORD: 'hunter2' } });
    expect(readFileSync(path.join(outDir, 'infrastructure/index.html'), 'utf8')).toContain('gw3');
    expect(tree()['timeline/2010-09-03/index.html']).toContain('gw1');
    for (const [name, text] of Object.entries(tree())) {
      for (const secret of PRIVATE) {
        expect(text.includes(secret), `${secret} in ${name}`).toBe(false);
        expect(text.includes(encodeURIComponent(secret)), `${secret} in ${name}, URL-encoded`).toBe(false);
        expect(
          text.includes(Buffer.from(secret).toString('base64').replace(/=+$/, '')),
          `${secret} in ${name}, base64`,
        ).toBe(false);
      }
    }
  });
});
