import { isMap, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import type { WrittenProbe } from '../core/model/probing.ts';
import type { Id } from '../core/model/topology.ts';
import type { DialectName } from './dialects.ts';
import { LOOPBACK } from './stand-in.ts';

/** How the demonstration is looked at: as often as a person has patience, with every rule of real life in force. */
const PROBING = {
  every: '2s',
  vantage: 'demonstration',
  retry_after: '0s',
  fail_after: 2,
} as const;
/** A server that says nothing on this very machine will say nothing later either; it has to be noticed within a round. */
const PATIENCE = '1s';
/** Long enough for a few missed rounds, short enough to see a green light expire. */
const FRESH_FOR = '90s';

/** What the kind of a server's first probe says it speaks. */
const DIALECT_OF_KIND: Readonly<Record<string, DialectName>> = {
  smtp: 'smtp',
  imap: 'imap',
  pop3: 'pop3',
  ftp: 'ftp',
  ssh: 'ssh',
  http: 'http',
  https: 'http',
};

/** Where only a connection is asked for, its port tells (IANA's registry of service names). */
const DIALECT_OF_PORT: Readonly<Record<string, DialectName>> = {
  21: 'ftp',
  22: 'ssh',
  25: 'smtp',
  80: 'http',
  110: 'pop3',
  143: 'imap',
  443: 'http',
  587: 'smtp',
  993: 'imap',
  995: 'pop3',
};

/** The protocol a server's stand-in speaks, by what the topology asks of the server; `plain` where nothing tells. */
export function dialectOf(probes: readonly WrittenProbe[] | undefined): DialectName {
  const [probe] = probes ?? [];
  if (probe === undefined) return 'plain';
  const known = Object.hasOwn(DIALECT_OF_KIND, probe.kind) ? DIALECT_OF_KIND[probe.kind] : undefined;
  if (known !== undefined) return known;
  const port = portOf(probe.options);
  return (Object.hasOwn(DIALECT_OF_PORT, port) ? DIALECT_OF_PORT[port] : undefined) ?? 'plain';
}

/** Of `gw1.internal:25`, or of a mapping with such a text or with a port in it; empty where none is told. */
function portOf(options: unknown): string {
  if (typeof options === 'string') return /:(\d+)\/?$/.exec(options)?.[1] ?? '';
  if (typeof options !== 'object' || options === null) return '';
  if ('port' in options) return String(options.port);
  return (
    Object.values(options)
      .map(portOf)
      .find((port) => port !== '') ?? ''
  );
}

/** A stand-in as the probes of the copy find it. */
export interface Target {
  readonly dialect: DialectName;
  readonly port: number;
  readonly bootUrl: string;
}

/**
 * A `topology.yml` that is the same in everything but what is probed: each server's stand-in instead of the server, every two
 * seconds, from here. Comments and order stay.
 * @param text without errors.
 */
export function demoTopology(text: string, targets: ReadonlyMap<Id, Target>): string {
  const document = parseDocument(text);
  for (const zone of listIn(document, ['zones'])) {
    for (const group of isMap(zone) ? listIn(zone, ['groups']) : []) {
      const servers = isMap(group) ? group.get('servers') : undefined;
      if (!isSeq(servers)) continue;
      servers.items = servers.items.map((item) => pointed(item, targets, document));
    }
  }
  document.setIn(['site', 'fresh_for'], FRESH_FOR);
  document.set('probing', document.createNode(PROBING));
  return document.toString({ lineWidth: 0 });
}

function listIn(parent: Document | YAMLMap, path: readonly string[]): readonly unknown[] {
  const list = parent.getIn(path);
  return isSeq(list) ? list.items : [];
}

/** A server that is written as a bare id, or as a copy of another, becomes a mapping of its own. */
function pointed(item: unknown, targets: ReadonlyMap<Id, Target>, document: Document): unknown {
  const plain: unknown = isMap(item) ? undefined : plainValue(item, document);
  const server = isMap(item)
    ? item
    : document.createNode(typeof plain === 'string' ? { id: plain } : plain, { flow: true });
  if (!isMap(server)) return item;
  const target = targets.get(String(server.get('id')));
  if (target === undefined) return item;
  const inline = (value: unknown) => document.createNode(value, { flow: true });
  server.set('probe', inline(probeOf(target)));
  server.set('boot', inline({ http: target.bootUrl }));
  return server;
}

function plainValue(item: unknown, document: Document): unknown {
  return typeof item === 'object' && item !== null && 'toJS' in item && typeof item.toJS === 'function'
    ? (item.toJS(document) as unknown)
    : item;
}

function probeOf({ dialect, port }: Target): Readonly<Record<string, unknown>> {
  const address = `${LOOPBACK}:${String(port)}`;
  if (dialect === 'plain') return { tcp: address };
  if (dialect === 'http') return { http: { url: `http://${address}/`, timeout: PATIENCE } };
  return { [dialect]: { host: LOOPBACK, port, timeout: PATIENCE } };
}
