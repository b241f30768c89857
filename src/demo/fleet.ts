import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instant } from '../core/model/time.ts';
import { SECOND_MS } from '../core/model/time.ts';
import type { Id, Role } from '../core/model/topology.ts';
import type { DialectName } from './dialects.ts';
import { createStandIn, LOOPBACK } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

/** A server that gets a stand-in. */
export interface Wanted {
  readonly id: Id;
  readonly role: Role;
  readonly dialect: DialectName;
  readonly bootedAt: Instant;
}

export interface Fleet {
  /** In the order of the topology. */
  readonly servers: ReadonlyMap<Id, StandIn>;
  /** Where a machine is asked when it was started: one address each, in the format of the Prometheus node exporter. */
  bootUrl(id: Id): string;
  close(): Promise<void>;
}

/** Roles that do not count are not in use, so their stand-ins begin stopped. */
const BEGINS_STOPPED: ReadonlySet<Role> = new Set<Role>(['standby', 'preparing', 'withdrawn']);

/** One stand-in for each server, all in this process, each on a port of its own that the system chose. */
export async function startFleet(wanted: readonly Wanted[], now: () => Instant): Promise<Fleet> {
  const servers = new Map<Id, StandIn>();
  const closeAll = () => Promise.all([...servers.values()].map((standIn) => standIn.close()));
  try {
    for (const { id, role, dialect, bootedAt } of wanted) {
      const standIn = await createStandIn({ id, dialect, bootedAt, now });
      servers.set(id, standIn);
      if (BEGINS_STOPPED.has(role)) await standIn.become('stopped');
    }
    const boots = await serveBootTimes(servers);
    return {
      servers,
      bootUrl: (id) => `http://${LOOPBACK}:${String(boots.port)}/${id}/metrics`,
      async close() {
        await boots.close();
        await closeAll();
      },
    };
  } catch (error) {
    // What listens would keep the process from ending.
    await closeAll();
    throw error;
  }
}

async function serveBootTimes(servers: ReadonlyMap<Id, StandIn>) {
  const server = createServer((request, response) => {
    const id = /^\/([^/?]+)\/metrics(?:\?|$)/.exec(request.url ?? '')?.[1] ?? '';
    const bootedAt = servers.get(id)?.bootedAt;
    // A machine that is stopped answers nobody.
    if (bootedAt === undefined || bootedAt === null) response.writeHead(503).end();
    else {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(bootMetrics(bootedAt));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bootMetrics(bootedAt: Instant): string {
  return [
    '# HELP node_boot_time_seconds Node boot time, in unixtime.',
    '# TYPE node_boot_time_seconds gauge',
    `node_boot_time_seconds ${String(Math.floor(bootedAt / SECOND_MS))}`,
    '',
  ].join('\n');
}
