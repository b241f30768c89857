import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadPort, localServer } from './local-server.ts';
import { MINUTE, probedSite, START, topologyText } from './probed-site.ts';

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

  test('what was delivered is not written down into a folder that is another prober’s by now', async () => {
    const other = JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x 1', at: START });
    const site = probedSite(topologyText({ gw1: await deadPort() }, { fail_after: 1 }));
    const takes = `fs.rmSync('state', { recursive: true }); fs.mkdirSync('state'); fs.writeFileSync('state/prober.lock', '${other}')`;
    const prober = site.open({
      onChange: {
        command: [process.execPath, '-e', `const fs = require('fs'); ${takes}`],
        cwd: site.siteDir,
      },
    });
    await site.round(prober);
    await prober.told();
    expect(existsSync(path.join(site.stateDir, 'prober.json'))).toBe(false);
    await expect(prober.round()).rejects.toThrow('process 1 on elsewhere');
  });

  describe('a warning of a check that passed', () => {
    const WARNS = '{exec: [/bin/sh, -c, "echo db.internal:5432 is slow; exit 1"]}';
    const ADVICE = `const fs = require('fs'); fs.appendFileSync('told', fs.readFileSync(0));`;
    const advising = (siteDir: string) => ({
      command: [process.execPath, '-e', ADVICE] as const,
      cwd: siteDir,
    });
    const messagesTo = (site: { siteDir: string }) =>
      toldTo(site)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);

    test('is a message of its own, once a day, without the words of the other side', async () => {
      const site = probedSite(topologyText({ gw1: WARNS, gw2: await deadPort() }, { fail_after: 1 }));
      const prober = site.open({ onChange: advising(site.siteDir) });
      await site.round(prober);
      await site.round(prober);
      await prober.told();
      expect(messagesTo(site)).toMatchObject([
        { changes: [{ server: 'gw2' }] },
        {
          changes: [],
          advice: [
            {
              server: 'gw1',
              name: 'gw1',
              group: 'machines',
              group_name: 'Machines',
              kind: 'exec',
              text: 'The plug-in warns.',
            },
          ],
          text: 'exec of gw1 (Machines): the plug-in warns.\n',
        },
      ]);
      expect(messagesTo(site)[0]).not.toHaveProperty('advice');
      expect(toldTo(site)).not.toMatch(/internal|5432|slow/);
      expect(site.read('probe.log')).toContain('db.internal:5432 is slow');
      site.advance(24 * 60 * MINUTE);
      await site.round(prober);
      await prober.told();
      expect(messagesTo(site)).toHaveLength(3);
    });

    test('that was under way when the prober ended is told by the next', async () => {
      const site = probedSite(topologyText({ gw1: WARNS }));
      const first = site.open({
        onChange: { command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], cwd: site.siteDir },
      });
      await site.round(first);
      await first.stop();
      const second = site.open({ onChange: advising(site.siteDir) });
      await site.round(second);
      await second.told();
      expect(messagesTo(site)).toMatchObject([{ advice: [{ server: 'gw1' }] }]);
      await second.stop();
      const third = site.open({ onChange: advising(site.siteDir) });
      await site.round(third);
      await third.told();
      expect(messagesTo(site)).toHaveLength(1);
    });

    test('that nobody wanted to know is not told within the day', async () => {
      const site = probedSite(topologyText({ gw1: WARNS }));
      const first = site.open();
      await site.round(first);
      await first.stop();
      const second = site.open({ onChange: advising(site.siteDir) });
      await site.round(second);
      await second.told();
      expect(messagesTo(site)).toEqual([]);
    });
  });
});
