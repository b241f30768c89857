import { open, stat } from 'node:fs/promises';
import net from 'node:net';
import { codeOf } from './network-errors.ts';

/** `/etc/hosts` is a page or two; a file beyond this is no such file. */
const MAX_BYTES = 1024 * 1024;

const HOSTS_FILE = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/** Name in lower case → its addresses, in the order of the file. */
type Hosts = ReadonlyMap<string, readonly string[]>;

/**
 * The names of `/etc/hosts`, read again when the file changes; none where it cannot be read.
 *
 * We read it ourselves because the two ways Node has are both wrong here. `dns.Resolver` asks name servers alone and
 * does not know `localhost`. `dns.lookup` knows the file, and runs `getaddrinfo` in a pool of four threads, in which
 * sixteen lookups with a dead name server were measured to take eighty seconds.
 */
export function createHostsFile(file: string = HOSTS_FILE): {
  addressesOf(name: string): Promise<readonly string[]>;
} {
  let read: { readonly stamp: string; readonly hosts: Hosts } | undefined;
  const load = async (): Promise<Hosts> => {
    const { mtimeMs, size, ino } = await stat(file);
    const stamp = `${String(mtimeMs)} ${String(size)} ${String(ino)}`;
    if (read?.stamp !== stamp) read = { stamp, hosts: parseHosts(await readBounded(file)) };
    return read.hosts;
  };
  return {
    async addressesOf(name) {
      const hosts = await load().catch((error: unknown): Hosts => {
        if (codeOf(error) === undefined) throw error;
        return new Map();
      });
      return [...(hosts.get(name) ?? []), ...loopback(name)];
    },
  };
}

/** RFC 6761, section 6.3: these names are this machine, whatever a file or a name server says of them. */
function loopback(name: string): readonly string[] {
  return name === 'localhost' || name.endsWith('.localhost') ? ['127.0.0.1', '::1'] : [];
}

/** `address name name # remark` a line; lines of another form say nothing. */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (net.isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      hosts.set(key, [...(hosts.get(key) ?? []), address]);
    }
  }
  return hosts;
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
