import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../src/core/model/time.ts';
import { askSources } from '../../../../src/shell/probe/sources/ask-sources.ts';
import { readSources } from '../../../../src/shell/probe/sources/read-sources.ts';
import type { SourceSite } from '../../../../src/shell/probe/sources/read-sources.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { AUTHORITY_FILE } from '../servers.ts';
import { testWorld } from '../world.ts';
import { engineServer } from './engine-server.ts';
import {
  HOST_QUERY,
  hostOf,
  icinga,
  listOf,
  PASSWORD,
  RECORDED,
  RECORDED_AT,
  says,
  SERVICE_QUERY,
} from './icinga-server.ts';

const SITE: SourceSite = {
  file: 'topology.yml',
  folder: '/srv/status',
  servers: ['gw1', 'gw2', 'new1', 'slow', 'disks', 'elsewhere'],
  everyMs: MINUTE_MS,
  freshForMs: 30 * MINUTE_MS,
};

describe('an Icinga, from topology.yml to votes', () => {
  const written = (options: Readonly<Record<string, unknown>>) => ({
    type: 'icinga2',
    options,
    place: { line: 3, column: 5 },
  });

  it('goes over TLS, by the authority and with the password of files', async () => {
    const { url, asked } = await icinga(RECORDED, true);
    const folder = temporaryFolder();
    writeFiles(folder, { password: `${PASSWORD}\n` });
    const { sources, diagnostics } = readSources(
      [
        written({
          url,
          user: 'signalbox',
          password_file: path.join(folder, 'password'),
          ca: AUTHORITY_FILE,
          vantage: 'London',
          servers: { gw1: ['gw1', 'gw1!smtp'], disks: 'gw1!disk' },
        }),
      ],
      SITE,
    );
    expect(diagnostics).toEqual([]);
    const [found] = await askSources(sources, {
      servers: SITE.servers,
      memory: new Map(),
      deadlineMs: 5_000,
      world: testWorld({ now: () => RECORDED_AT }),
      signal: new AbortController().signal,
    });
    expect(found).toMatchObject({ failure: null, notes: [], reports: 6 });
    const votes = found?.findings.votes.map(({ server, vantage, verdict, reason }) => [
      server,
      vantage,
      verdict,
      reason,
    ]);
    expect(votes).toEqual([
      ['gw1', 'London', 'online', 'ok'],
      ['gw2', 'London', 'offline', 'reported-down'],
      ['new1', 'London', 'unknown', 'never-checked'],
      // Seven minutes ago, and checked every ten.
      ['slow', 'London', 'online', 'ok'],
      ['disks', 'London', 'offline', 'reported-down'],
    ]);
    expect(asked.map((question) => [question.method, question.url]).sort()).toEqual([
      ['GET', HOST_QUERY],
      ['GET', SERVICE_QUERY],
    ]);
  });

  it('tells no secret that is thrown back', async () => {
    const basic = Buffer.from(`signalbox:${PASSWORD}`).toString('base64');
    const echo = [PASSWORD, basic].join(' ');
    const location = `http://other.test/${echo.replaceAll(' ', '/')}`;
    const sly = await engineServer(() => says(echo, 302, { location, 'x-echo': echo }));
    const odd = await icinga({
      hosts: listOf({ name: echo }, { [echo]: 1 }, { ...hostOf('gw1'), attrs: { [echo]: 1 } }),
    });
    const { sources } = readSources(
      [sly.url, odd.url].map((url, index) =>
        written({
          name: `source ${String(index)}`,
          url,
          user: 'signalbox',
          password: PASSWORD,
        }),
      ),
      SITE,
    );
    const asked = await askSources(sources, {
      servers: ['gw1'],
      memory: new Map(),
      deadlineMs: 5_000,
      world: testWorld(),
      signal: new AbortController().signal,
    });
    expect(asked.map(({ failure }) => failure)).toEqual([
      'it redirects to another host, which is not followed; write the address it leads to',
      null,
    ]);
    const told = JSON.stringify(asked.map(({ findings, failure, notes }) => ({ findings, failure, notes })));
    expect(told).toContain('last_check is no number');
    expect(told).not.toContain(PASSWORD);
    expect(told).not.toContain(basic);
  });

  it.each<readonly [string, object, RegExp]>([
    ['no address', { url: undefined }, /lacks "url"|url/],
    ['a password without a user', { user: undefined }, /one way to say who asks/],
    ['another option', { file: '/x' }, /file/],
  ])('%s is a mistake', (_, changes, message) => {
    const options = {
      url: 'https://icinga.internal:5665',
      user: 'signalbox',
      password: PASSWORD,
      ...changes,
    };
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    const { sources, diagnostics } = readSources([written(given)], SITE);
    expect(sources).toEqual([]);
    expect(diagnostics.map(({ message: words }) => words).join()).toMatch(message);
    expect(JSON.stringify(diagnostics)).not.toContain(PASSWORD);
  });

  it('that believe any certificate are told of, each time', () => {
    const options = {
      url: 'https://icinga.internal:5665',
      user: 'signalbox',
      password: PASSWORD,
      verify: false,
    };
    const { diagnostics } = readSources([written(options)], SITE);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'source "icinga2" does not verify the certificate (verify: false), so it cannot tell the server from an impostor',
    ]);
  });
});
