import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/shell/user-error.ts';
import { temporaryFolder } from '../support/folder.ts';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, smallSite, snapshotText } from '../support/small-site.ts';
import { treeOf } from '../support/tree.ts';

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
    expect((await build()).pagesRendered).toBe(8);
    const again = await build();
    expect(again).toMatchObject({ pagesPlanned: 8, pagesRendered: 0, filesWritten: [], filesDeleted: [] });
  });

  it('renders only live pages when only the probes’ time changed', async () => {
    const { build, write } = smallSite();
    await build();
    const later = NOW + 60_000;
    write({ 'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }, later) });
    const report = await build({ now: later });
    expect(report.pagesRendered).toBe(2);
    expect(report.filesWritten).toEqual(['infrastructure/index.html', 'index.html']);
  });

  it('renders what an edit touches: the page, its month, the log and the sitemap', async () => {
    const { build, write } = smallSite();
    await build();
    const file = 'incidents/2010-09-01-slow.md';
    write({ [file]: `${SMALL_SITE[file]}\n[10:45] Postmortem: a disk was full.\n` });
    const { filesWritten } = await build();
    expect(filesWritten).toEqual(['incidents/2010-09-01-slow/index.html', 'index.html', 'sitemap.xml']);
  });

  it('writes a new page before the pages that link to it, and deletes last', async () => {
    const { build, write, siteDir, outDir } = smallSite();
    await build();
    write({ 'incidents/2010-09-02-new.md': '---\ntitle: News\nkind: announcement\n---\nHello.\n' });
    rmSync(path.join(siteDir, 'incidents/2010-07-01-old.md'));
    const { filesWritten, filesDeleted } = await build();
    expect(filesWritten.indexOf('incidents/2010-09-02-new/index.html')).toBe(0);
    expect(filesWritten.at(-2)).toBe('index.html');
    expect(filesDeleted).toEqual(['history/2010/07/index.html', 'incidents/2010-07-01-old/index.html']);
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

  it.each(['.', '..'])('refuses to publish into a folder that holds the site (%s)', async (relative) => {
    const { build, siteDir } = smallSite();
    await expect(build({ outDir: path.join(siteDir, relative) })).rejects.toThrow(
      /holds the site's own files/,
    );
  });
});

describe('nothing private is published', () => {
  const PRIVATE = ['secret-internal', 'gw1.secret-internal.example', ':2525', 'hunter2'];

  it('in no file, whatever is probed', async () => {
    const topology = SMALL_TOPOLOGY.replace(
      "'gw2.secret-internal.example:2525'}}",
      "'gw2.secret-internal.example:2525', }}\n          - {id: gw3, probe: {exec: 'check --password ${PASSWORD}'}}",
    );
    const { build, outDir, tree } = smallSite({ ...SMALL_SITE, 'topology.yml': topology });
    await build({ env: { PASSWORD: 'hunter2' } });
    expect(readFileSync(path.join(outDir, 'infrastructure/index.html'), 'utf8')).toContain('gw3');
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
