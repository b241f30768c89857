import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { changeMessage } from '../../src/core/observe/change-message.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { commandWords } from '../../src/shell/command-words.ts';
import { createOnChange } from '../../src/shell/probe/on-change.ts';
import { REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { NOW, SMALL_TOPOLOGY } from '../support/small-site.ts';

/*
 * The recipes of docs/prober.md, word for word, run by the code that runs them, with stand-ins for what they talk to.
 */

const DOCS = readFileSync(path.join(REPOSITORY, 'docs/prober.md'), 'utf8');
const { topology } = parseTopology(SMALL_TOPOLOGY, { file: 'topology.yml', env: {} });

/** The block of code behind a comment. */
function recipe(name: string): string {
  const found = new RegExp(`<!-- ${name} -->\n+\`\`\`\\w+\n(.*?)^\`\`\``, 'ms').exec(DOCS)?.[1];
  if (found === undefined) throw new Error(`docs/prober.md has no block ${name}`);
  return found;
}

const change = (server: string, from: 'online' | 'offline' | 'unknown', to: typeof from) => ({
  server,
  from,
  to,
  sinceAt: NOW,
});

const message = changeMessage({
  topology: topology!,
  vantage: 'London',
  at: NOW,
  changes: [change('gw1', 'online', 'offline'), change('gw2', 'offline', 'online')],
  sight: null,
});

const TEXT = [
  'gw1 (Gateways) is offline since 2010-09-03 22:10 UTC; it was online.',
  'gw2 (Gateways) is online since 2010-09-03 22:10 UTC; it was offline.',
];

/** Runs a recipe as `--on-change` would; programs of these names are stand-ins that keep what they are given. */
async function run(
  { file, line, body }: { file: string; line: string; body: string },
  { standIns = [], env = {} }: { standIns?: readonly string[]; env?: Record<string, string> } = {},
) {
  const cwd = temporaryFolder();
  writeFiles(cwd, { [file]: body });
  chmodSync(path.join(cwd, file), 0o755);
  for (const name of standIns) {
    const keep = `#!/bin/sh\nprintf '%s\\n' "$@" > "${cwd}/${name}.arguments"\ncat > "${cwd}/${name}.input"\n`;
    writeFiles(cwd, { [`bin/${name}`]: keep });
    chmodSync(path.join(cwd, 'bin', name), 0o755);
  }
  const failures: unknown[] = [];
  const command = createOnChange({
    command: commandWords(line)!,
    cwd,
    env: { PATH: `${cwd}/bin:${path.dirname(process.execPath)}:/usr/bin:/bin`, ...env },
    pauseMs: 1,
    report: (outcome) => outcome.ok || failures.push(outcome),
  });
  command.deliver({ message, done: () => undefined });
  await command.idle();
  return { failures, read: (name: string) => readFileSync(path.join(cwd, name), 'utf8') };
}

test('by mail', async () => {
  const body = recipe('recipe:mail');
  const sent = await run(
    { file: 'notify.sh', line: './notify.sh helpdesk@example.org', body },
    { standIns: ['sendmail'] },
  );
  expect(sent.failures).toEqual([]);
  expect(sent.read('sendmail.arguments')).toBe('-i\nhelpdesk@example.org\n');
  expect(sent.read('sendmail.input').trimEnd().split('\n')).toEqual([
    'To: helpdesk@example.org',
    `Subject: ${TEXT[0]!}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...TEXT,
  ]);
});

test('to a chat', async () => {
  const body = recipe('recipe:chat');
  const env = { CHAT_WEBHOOK: 'https://chat.example.org/hooks/secret' };
  const sent = await run({ file: 'notify.sh', line: './notify.sh', body }, { standIns: ['curl'], env });
  expect(sent.failures).toEqual([]);
  expect(sent.read('curl.arguments').trimEnd().split('\n').at(-1)).toBe(env.CHAT_WEBHOOK);
  expect(JSON.parse(sent.read('curl.input'))).toEqual({ text: `${TEXT.join('\n')}\n` });
});

test('to a pager', async () => {
  const events: unknown[] = [];
  const pager = createServer((request, response) => {
    void text(request).then((body) => {
      events.push(JSON.parse(body));
      response.writeHead(202).end();
    });
  });
  pager.listen(0, '127.0.0.1');
  await once(pager, 'listening');
  onTestFinished(() => {
    pager.closeAllConnections();
    pager.close();
  });
  const env = {
    PAGER_URL: `http://127.0.0.1:${String((pager.address() as AddressInfo).port)}/v2/enqueue`,
    PAGER_KEY: 'a-key',
  };
  const sent = await run(
    { file: 'notify.mjs', line: 'node notify.mjs', body: recipe('recipe:pager') },
    { env },
  );
  expect(sent.failures).toEqual([]);
  const event = (server: string, action: string, to: string) => ({
    routing_key: 'a-key',
    event_action: action,
    dedup_key: `signalbox-${server}`,
    payload: { summary: `${server} (Gateways) is ${to}`, source: 'London', severity: 'critical' },
  });
  expect(events).toEqual([event('gw1', 'trigger', 'offline'), event('gw2', 'resolve', 'online')]);
});

test('a recipe whose other side refuses fails, so that it is repeated and logged', async () => {
  const sent = await run(
    { file: 'notify.mjs', line: 'node notify.mjs', body: recipe('recipe:pager') },
    { env: { PAGER_URL: 'http://127.0.0.1:9/', PAGER_KEY: 'a-key' } },
  );
  expect(sent.failures).toHaveLength(2);
});

test('the message that the page shows is one that is sent', () => {
  const shown = /On standard input it gets one JSON object:\n+```json\n(.*?)^```/ms.exec(DOCS)![1]!;
  const value = JSON.parse(shown) as { changes: object[] };
  const sent = JSON.parse(message) as { changes: object[] };
  expect(Object.keys(value)).toEqual(Object.keys(sent));
  expect(Object.keys(value.changes[0]!)).toEqual(Object.keys(sent.changes[0]!));
});
