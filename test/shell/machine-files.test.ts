import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, smallSite, snapshotText } from '../support/small-site.ts';

const MINUTE_MS = 60_000;
const LIVE = /^(index\.html|infrastructure\/|services\/|widget\/|badge\/|api\/|status\.)/;

describe('badges and the widget', () => {
  it('are not written again while nothing changes, however much time goes by', async () => {
    const site = smallSite();
    await site.build();
    const again = await site.build({ now: NOW + MINUTE_MS });
    expect(again.filesWritten).toEqual(['heartbeat.json']);
  });

  it('are all that is new, with the other lights, when the probes have looked again', async () => {
    const site = smallSite();
    await site.build();
    site.write({
      'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }, NOW + MINUTE_MS),
    });
    const { filesWritten } = await site.build({ now: NOW + MINUTE_MS });
    expect(filesWritten).toEqual(
      expect.arrayContaining([
        'badge/status.svg',
        'badge/status.json',
        'badge/incoming-mail.svg',
        'badge/incoming-mail.json',
        'badge/system-status.svg',
        'widget/index.html',
      ]),
    );
    expect(filesWritten.filter((file) => !LIVE.test(file))).toEqual(['heartbeat.json']);
  });

  it('turn to unknown when the data is not believed any more', async () => {
    const site = smallSite();
    await site.build();
    await site.build({ now: NOW + 10 * MINUTE_MS });
    const read = (file: string) => readFileSync(path.join(site.outDir, file), 'utf8');
    for (const name of ['status', 'incoming-mail']) {
      expect(JSON.parse(read(`badge/${name}.json`))).toMatchObject({ message: 'Unknown' });
      expect(read(`badge/${name}.svg`)).toContain('>Unknown</text>');
    }
    expect(read('badge/system-status.svg')).toContain('>Last data 03rd Sep @ 23:10 BST</text>');
    expect(read('widget/index.html')).toContain('class="service is-unknown"');
  });

  it('go when their service goes', async () => {
    const site = smallSite();
    await site.build();
    site.write({ 'topology.yml': SMALL_TOPOLOGY.replace('id: incoming-mail', 'id: mail') });
    const { filesDeleted } = await site.build();
    expect(filesDeleted).toEqual(
      expect.arrayContaining(['badge/incoming-mail.json', 'badge/incoming-mail.svg']),
    );
  });
});

describe('security.txt', () => {
  const SECURED = SMALL_TOPOLOGY.replace(
    '  locale: en-GB\n',
    '  locale: en-GB\n  security: {contact: security@small.example, expires: 2011-06-30}\n',
  );

  it('is published where it is configured, stays when its day is over, and goes with its configuration', async () => {
    const site = smallSite({ ...SMALL_SITE, 'topology.yml': SECURED });
    const first = await site.build();
    const file = path.join(site.outDir, '.well-known/security.txt');
    const text = readFileSync(file, 'utf8');
    expect(text).toBe(
      'Contact: mailto:security@small.example\nExpires: 2011-06-30T23:59:59Z\n' +
        'Canonical: https://status.small.example/.well-known/security.txt\n',
    );
    expect(first.diagnostics.map(({ code }) => code)).not.toContain('security-expires');
    expect(readFileSync(path.join(site.outDir, '_headers'), 'utf8')).toContain(
      '\n/.well-known/security.txt\n',
    );

    const late = await site.build({ now: Date.UTC(2011, 6, 1) });
    expect(late.diagnostics.map(({ code }) => code)).toContain('security-expires');
    expect(readFileSync(file, 'utf8')).toBe(text);

    site.write({ 'topology.yml': SMALL_TOPOLOGY });
    expect((await site.build()).filesDeleted).toContain('.well-known/security.txt');
  });
});
