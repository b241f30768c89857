import { isMap, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';

/** A server as Prometheus is to find it. */
export interface Target {
  readonly server: string;
  /** Of blackbox.yml. */
  readonly module: string;
  /** Host and port. */
  readonly address: string;
  /** Where its machine tells when it was started, in the format of a node exporter. */
  readonly boot: URL | undefined;
}

/** A topology whose servers are looked at by engines. */
export interface Handover {
  readonly text: string;
  readonly targets: readonly Target[];
}

/**
 * Takes the probes out of the topology of a demonstration, and puts engines in their place. Comments and order stay.
 * @param text as the demonstration writes it: each server a mapping with one probe
 * @param sources as they are written in topology.yml
 */
export function handOver(text: string, sources: readonly object[]): Handover {
  const document = parseDocument(text);
  const targets = serversIn(document).map(targetOf);
  for (const server of serversIn(document)) {
    server.delete('probe');
    server.delete('boot');
  }
  document.set('sources', document.createNode(sources));
  return { text: document.toString({ lineWidth: 0 }), targets };
}

function serversIn(document: Document): readonly YAMLMap[] {
  return mapsIn(document, 'zones')
    .flatMap((zone) => mapsIn(zone, 'groups'))
    .flatMap((group) => mapsIn(group, 'servers'));
}

function mapsIn(parent: Document | YAMLMap, key: string): readonly YAMLMap[] {
  const list = parent.get(key);
  return isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
}

type Probe = string | { readonly url?: string; readonly host?: string; readonly port?: number };

function targetOf(server: YAMLMap): Target {
  const { id, probe, boot } = server.toJSON() as {
    readonly id: string;
    readonly probe: Readonly<Record<string, Probe>>;
    readonly boot?: { readonly http?: string };
  };
  const [[module, asked] = ['tcp', '']] = Object.entries(probe);
  return {
    server: id,
    module,
    address: addressOf(asked),
    boot: boot?.http === undefined ? undefined : new URL(boot.http),
  };
}

function addressOf(probe: Probe): string {
  if (typeof probe === 'string') return probe;
  const { url, host = '', port } = probe;
  return url === undefined ? `${host}:${String(port)}` : new URL(url).host;
}

/** What a file of `file_sd_configs` holds. */
type TargetFile = readonly {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}[];

/** Of the blackbox exporters. */
export function probedFile(targets: readonly Target[]): TargetFile {
  return targets.map(({ server, module, address }) => ({
    targets: [address],
    labels: { server, __param_module: module },
  }));
}

/** Of the node exporters. The real one is that of the first server. */
export function machinesFile(targets: readonly Target[], nodeExporter: string): TargetFile {
  return targets.flatMap(({ server, boot }, index) => {
    if (index === 0) return [{ targets: [nodeExporter], labels: { server } }];
    if (boot === undefined) return [];
    return [{ targets: [boot.host], labels: { server, __metrics_path__: boot.pathname } }];
  });
}
