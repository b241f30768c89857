import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sharedFolder } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';
import { engineServer } from '../shell/probe/sources/engine-server.ts';
import type { Asked } from '../shell/probe/sources/engine-server.ts';
import { NOW, testSite } from './support.ts';

const elsewhere = sharedFolder();

const SECRETS = {
  PROMETHEUS_TOKEN: 'sentinel-prometheus-token',
  ICINGA_PASSWORD: 'sentinel:icinga password',
  KUMA_KEY: 'sentinel-kuma-key',
  GATUS_TOKEN: 'sentinel-gatus-token',
  JSON_COOKIE: 'session=sentinel-json-cookie',
} as const;
const FILE_TOKEN = 'sentinel-token-of-a-file';

/** What nobody outside may read, as it is and in the forms it is sent in. */
const HIDDEN = [...Object.values(SECRETS), FILE_TOKEN].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(`signalbox:${secret}`).toString('base64').replace(/=+$/, ''),
]);

/** An ill-mannered engine: it sends back whatever it was sent, as an error, or as the name of a server’s state. */
const echo = ({ headers, body, url }: Asked) => {
  const said = {
    status: 'error',
    errorType: 'bad_data',
    error: `denied ${JSON.stringify(headers)} ${body} ${url}`,
    state: `denied ${JSON.stringify(headers)}`,
    server: 'gw1',
    time: new Date(NOW).toISOString(),
  };
  return JSON.stringify(url.startsWith('/json') ? [said] : said);
};

const topologyOf = (url: string) => `
site: {name: Small Mail, url: 'https://status.small.example', timezone: Europe/London}
zones:
  - id: core
    groups:
      - {id: machines, name: Machines, servers: [gw1, gw2]}
services:
  - {id: mail, name: Mail, needs: [machines]}
sources:
  - {type: prometheus, url: '${url}/prometheus', token: '\${PROMETHEUS_TOKEN}'}
  - {type: prometheus, name: by file, url: '${url}/file', token_file: '${path.join(elsewhere, 'token')}'}
  - {type: icinga2, url: '${url}/icinga', user: signalbox, password: '\${ICINGA_PASSWORD}'}
  - {type: uptime-kuma, url: '${url}/kuma', slug: mail, headers: {X-Api-Key: '\${KUMA_KEY}'}}
  - {type: gatus, url: '${url}/gatus', headers: {Authorization: 'Bearer \${GATUS_TOKEN}'}}
  - type: json
    url: ${url}/json
    headers: {Cookie: '\${JSON_COOKIE}'}
    fields: {server: server, state: state, time: time}
`;

const everything = (folder: string): string => Object.values(treeOf(folder)).join('\n');

test.each<[string, number]>([
  ['with an error', 400],
  ['as if it were an answer', 200],
])(
  'an engine that sends secrets back %s does not get them into any file, message or page',
  async (_, status) => {
    writeFileSync(path.join(elsewhere, 'token'), `${FILE_TOKEN}\n`);
    const engine = await engineServer((asked) => ({ status, body: echo(asked) }));
    const site = testSite({ 'topology.yml': topologyOf(engine.url) });
    const printed: string[] = [];
    const run = async (minute: number, ...argv: readonly string[]) => {
      const world = { env: { ...SECRETS }, now: () => NOW + minute * 60_000 };
      const { exitCode, out, err } = await site.runWith(world, ...argv);
      printed.push(out, err);
      return exitCode;
    };
    for (const minute of [0, 1, 2]) expect(await run(minute, 'probe', '--once')).toBe(0);
    expect(await run(2, 'probe', '--explain')).toBe(0);
    expect(await run(2, 'probe', '--explain', 'gw1')).toBe(0);
    await run(2, 'check');
    await run(2, 'build', '--out', 'out');

    // All were asked, each with its own, or this would prove nothing.
    const sent = engine.asked.map(({ headers }) => JSON.stringify(headers)).join('\n');
    const { ICINGA_PASSWORD, ...asTheyAre } = SECRETS;
    for (const secret of [...Object.values(asTheyAre), FILE_TOKEN])
      expect(sent.includes(secret), secret).toBe(true);
    expect(sent.includes(Buffer.from(`signalbox:${ICINGA_PASSWORD}`).toString('base64'))).toBe(true);

    const state = everything(path.join(site.folder, 'state'));
    const published = everything(path.join(site.folder, 'out'));
    const told = [state, published, ...printed].join('\n');
    // What they sent back is told to staff, as far as it may be.
    expect(told.includes('denied')).toBe(true);
    for (const hidden of HIDDEN) expect(told.includes(hidden), hidden).toBe(false);
    expect(/.{0,60}sentinel.{0,40}/i.exec(told)?.[0]).toBeUndefined();
    // What an engine is, where it stands and what it says is nobody’s business, where others read.
    const open = [
      published,
      site.read('state/snapshot.json'),
      everything(path.join(site.folder, 'state/history')),
    ];
    expect(
      /.{0,60}(?:127\.0\.0\.1|prometheus|icinga|kuma|gatus|denied).{0,40}/i.exec(open.join('\n'))?.[0],
    ).toBeUndefined();
  },
);
