import { gunzipSync } from 'node:zlib';
import { ask } from '../test/support/web-servers.ts';

export interface Reading {
  /** How many files were read to their end. */
  readonly pages: number;
  /** How many different publishes the heartbeat told of. */
  readonly heartbeats: number;
  readonly faults: readonly string[];
}

/** Pages that change with every snapshot; what they link to is read after them. */
const LIVE = ['/', '/infrastructure/'];

/** Reads pages and everything of the site they link to, round after round, until it is stopped. */
export function readSite(port: number): { stop(): Promise<Reading> } {
  const seen = new Set<string>();
  const newest = new Map<string, string>();
  const faults: string[] = [];
  let pages = 0;
  let stopped = false;

  const read = async (target: string): Promise<string> => {
    // In turn as it is and compressed: two files, and the one must not be older than the other.
    const headersSent = { 'accept-encoding': pages % 2 === 0 ? 'identity' : 'gzip' };
    const { status, headers, body } = await ask(port, target, { headers: headersSent });
    const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
    pages += 1;
    if (status !== 200) faults.push(`${target} answers ${String(status)}`);
    if (headers['content-length'] !== undefined && Number(headers['content-length']) !== body.length)
      faults.push(`${target} is ${String(body.length)} bytes and was to be ${headers['content-length']}`);
    if (headers['content-type']?.startsWith('text/html') === true && !text.trimEnd().endsWith('</html>'))
      faults.push(`${target} is torn: it ends with ${JSON.stringify(text.slice(-40))}`);
    const asOf = /As of <time datetime="([^"]*)"/.exec(text)?.[1] ?? '';
    const before = newest.get(target) ?? '';
    if (asOf < before) faults.push(`${target} is of ${asOf}, and was of ${before} before`);
    newest.set(target, asOf > before ? asOf : before);
    return text;
  };

  const round = async () => {
    for (const live of LIVE) {
      const text = await read(live);
      for (const link of internalLinks(text)) {
        if (stopped) return;
        await read(link);
      }
      const heartbeat = JSON.parse(await read('/heartbeat.json')) as { published_at: string };
      seen.add(heartbeat.published_at);
    }
  };

  const rounds = (async () => {
    while (!stopped) await round();
  })();
  return {
    async stop() {
      stopped = true;
      await rounds.catch((error: unknown) => faults.push(String(error)));
      return { pages, heartbeats: seen.size, faults };
    },
  };
}

function internalLinks(html: string): readonly string[] {
  const links = [...html.matchAll(/(?:href|src)="(\/[^"#?]*)/g)].map(([, target = '']) => target);
  return [...new Set(links)].filter((target) => !target.startsWith('//'));
}
