import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadPort, localServer } from './local-server.ts';
import { probedSite, START, topologyText } from './probed-site.ts';

describe('what staff are told', () => {
  const TELL = `const fs = require('fs'); const { changes, sight } = JSON.parse(fs.readFileSync(0, 'utf8'));
    fs.appendFileSync('told', changes.map(({ server, to }) => server + ' ' + to).join() + (sight ? ' sight ' + sight.to : '') + ';')`;
  const telling = (siteDir: string) => ({ command: [process.execPath, '-e', TELL] as const, cwd: siteDir });
  const toldTo = ({ siteDir }: { siteDir: string }) => {
    const file = path.join(siteDir, 'told');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  test('a change, once', async () => {
    const server = await localServer();
    const site = probedSite(topologyText({ gw1: server.port }));
    const prober = site.open({ onChange: telling(site.siteDir) });
    await site.round(prober);
    await server.stop();
    for (let count = 0; count < 3; count += 1) await site.round(prober);
    await prober.told();
    expect(toldTo(site)).toBe('gw1 offline;');
    await server.start();
    await site.round(prober);
    await prober.told();
    expect(toldTo(site)).toBe('gw1 offline;gw1 online;');
  });

  test('what was under way when the prober ended is told by the next', async () => {
    const site = probedSite(topologyText({ gw1: await deadPort() }));
    const first = site.open({
      onChange: { command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], cwd: site.siteDir },
    });
    await site.round(first);
    await site.round(first);
    await first.stop();
    const second = site.open({ onChange: telling(site.siteDir) });
    await site.round(second);
    await second.told();
    expect(toldTo(site)).toBe('gw1 offline;');
  });

  test('what was told is not told by the next; nor is what nobody wanted to know', async () => {
    const site = probedSite(topologyText({ gw1: await deadPort() }));
    const first = site.open();
    await site.round(first);
    await site.round(first);
    await first.stop();
    const second = site.open({ onChange: telling(site.siteDir) });
    await site.round(second);
    await second.told();
    expect(toldTo(site)).toBe('');
  });

  test('blindness, once, instead of every server', async () => {
    const [server, canary] = [await localServer(), await localServer()];
    const site = probedSite(
      topologyText({ gw1: server.port }, { canaries: [{ tcp: `127.0.0.1:${String(canary.port)}` }] }),
    );
    const prober = site.open({ onChange: telling(site.siteDir) });
    await site.round(prober);
    await Promise.all([server.stop(), canary.stop()]);
    const { snapshot } = await site.round(prober);
    expect(snapshot.servers.get('gw1')).toMatchObject({ verdict: 'unknown', lastOnlineAt: START });
    await site.round(prober);
    await Promise.all([server.start(), canary.start()]);
    await site.round(prober);
    await prober.told();
    expect(toldTo(site)).toBe(' sight blind; sight clear;');
    expect(site.snapshot().servers.get('gw1')).toMatchObject({ verdict: 'online', sinceAt: START });
  });

  test('a command that fails is in the log', async () => {
    const site = probedSite(topologyText({ gw1: await deadPort() }));
    const prober = site.open({
      onChange: { command: [path.join(site.siteDir, 'absent')], cwd: site.siteDir },
    });
    await site.round(prober);
    await site.round(prober);
    await prober.told();
    expect(site.log().filter(({ event }) => event === 'hook-failed')).toHaveLength(2);
  });
});
