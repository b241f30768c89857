import { promises as dns } from 'node:dns';
import net from 'node:net';
import * as z from 'zod';
import { DAY_MS, SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { longestWait, startGuardedTimer } from './guarded-timer.ts';
import { createHostsFile } from './hosts-file.ts';
import type { ResolvedAddress } from './kind.ts';
import { codeOf } from './network-errors.ts';

/*
 * Names become addresses here and nowhere else. A dead name server must neither turn servers red nor hold up the round:
 * the last good address of every name is kept, and once there is one, DNS gets half a second before it is used.
 */

/** Of one question to one name server. */
const QUERY_MS = 2 * SECOND_MS;
/** Of one name, however many name servers there are. */
const LOOKUP_MS = 5 * SECOND_MS;
/** Of one name whose earlier address is known. The question goes on, for the next time. */
const PATIENCE_MS = 500;
/** An answer is used again for so long without asking: two checks of one machine, and the retry. */
const FRESH_MS = 10 * SECOND_MS;
/** An address that nobody has confirmed for so long is somebody else's by now. */
const MAX_REMEMBERED_MS = 7 * DAY_MS;
const MAX_REMEMBERED_NAMES = 10_000;
/** After trouble the system's name servers are looked up anew, once in so long. */
const RENEW_MS = 10 * SECOND_MS;

/** The longest a name may take. */
export const LONGEST_RESOLVE_MS = longestWait(LOOKUP_MS);

/** The last good addresses, as plain JSON: `name/family asked for` → what it led to and when that was learnt. */
export type RememberedAddresses = Readonly<
  Record<string, { readonly address: string; readonly family: 4 | 6; readonly at: Instant }>
>;

interface Resolver {
  /** As `ProbeWorld.resolve` says. */
  resolve(host: string, family?: 4 | 6): Promise<ResolvedAddress>;
  /** What to remember for the next run. */
  remembered(): RememberedAddresses;
}

interface ResolverOptions {
  /** What an earlier run remembered; taken as it is found, and what is no such memory is ignored. */
  readonly memory?: unknown;
  /** Name servers, `192.0.2.53` or `192.0.2.53:5353`; those of `/etc/resolv.conf` where it is not given. Asked for again after trouble. */
  readonly servers?: () => readonly string[];
  readonly hostsFile?: string;
  readonly now?: () => Instant;
  readonly queryMs?: number;
  readonly patienceMs?: number;
}

type Answer = RememberedAddresses[string];

/** A name that has no address, or whose address nobody could tell; the `code` says which. */
class NameError extends Error {
  readonly code: 'EAI_AGAIN' | 'ENOTFOUND';

  constructor(code: NameError['code'], message: string) {
    super(message);
    this.name = 'NameError';
    this.code = code;
  }
}

export function createResolver(options: ResolverOptions = {}): Resolver {
  const { now = Date.now, patienceMs = PATIENCE_MS, queryMs = QUERY_MS } = options;
  const hosts = createHostsFile(options.hostsFile);
  const memory = readMemory(options.memory, now());
  const asked = new Map<string, Promise<Answer>>();
  const servers = renewable(() => {
    const made = new dns.Resolver({ timeout: queryMs, tries: 1 });
    if (options.servers !== undefined) made.setServers([...options.servers()]);
    return made;
  }, now);

  /** Asks DNS; whoever asks the same meanwhile gets the same answer. */
  const ask = (key: string, name: string, family: 4 | 6 | undefined): Promise<Answer> => {
    const underWay = asked.get(key);
    if (underWay !== undefined) return underWay;
    const earlier = memory.get(key)?.address;
    const question = withinLookup(lookUp(servers.current(), name, family, earlier), name)
      .catch((error: unknown) => {
        if (codeOf(error) === 'EAI_AGAIN') servers.renew();
        throw error;
      })
      .then((found): Answer => {
        const answer = { ...found, at: now() };
        if (memory.size < MAX_REMEMBERED_NAMES || memory.has(key)) memory.set(key, answer);
        return answer;
      })
      .finally(() => asked.delete(key));
    // Nobody may be waiting for it any more.
    question.catch(() => undefined);
    asked.set(key, question);
    return question;
  };

  return {
    async resolve(host, family) {
      const kind = net.isIP(host);
      if (kind === 4 || kind === 6) return literal(host, kind, family);
      const name = host.toLowerCase().replace(/\.$/, '');
      const local = pick(await hosts.addressesOf(name), family);
      if (local !== undefined) return local;
      const key = `${name}/${String(family ?? 'any')}`;
      const known = memory.get(key);
      const ageMs = known === undefined ? Infinity : now() - known.at;
      if (known === undefined || ageMs > MAX_REMEMBERED_MS) return address(await ask(key, name, family));
      if (ageMs >= 0 && ageMs < FRESH_MS) return address(known);
      const answer = await orAfter(patienceMs, ask(key, name, family));
      return answer === undefined ? { ...address(known), remembered: true } : address(answer);
    },
    remembered: () => Object.fromEntries([...memory].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A resolver knows the name servers there were when it was made, and a network that was changed since has others. */
function renewable(make: () => dns.Resolver, now: () => Instant) {
  let [current, madeAt] = [make(), now()];
  return {
    current: () => current,
    renew() {
      if (Math.abs(now() - madeAt) < RENEW_MS) return;
      [current, madeAt] = [make(), now()];
    },
  };
}

const address = ({ address: found, family }: Answer): ResolvedAddress => ({ address: found, family });

function literal(host: string, kind: 4 | 6, family: 4 | 6 | undefined): ResolvedAddress {
  if (family === undefined || family === kind) return { address: host, family: kind };
  throw new NameError(
    'ENOTFOUND',
    `it is an address of IPv${String(kind)}, and the check wants the other kind`,
  );
}

/** The first address of the family asked for, IPv4 first where none is; an earlier one stays as long as it is among them. */
function pick(
  addresses: readonly string[],
  family: 4 | 6 | undefined,
  earlier?: string,
): ResolvedAddress | undefined {
  const of = (kind: 4 | 6) => addresses.filter((found) => net.isIP(found) === kind);
  for (const kind of family === undefined ? ([4, 6] as const) : [family]) {
    const found = of(kind);
    const [first] = found;
    if (first !== undefined)
      return { address: earlier !== undefined && found.includes(earlier) ? earlier : first, family: kind };
  }
  return undefined;
}

/** A question of each kind at once; the answer with IPv4 does not wait for the other. */
async function lookUp(
  servers: dns.Resolver,
  name: string,
  family: 4 | 6 | undefined,
  earlier: string | undefined,
): Promise<ResolvedAddress> {
  const question4 = family === 6 ? undefined : settled(servers.resolve4(name));
  const question6 = family === 4 ? undefined : settled(servers.resolve6(name));
  const failures: unknown[] = [];
  for (const question of [question4, question6]) {
    const result = await question;
    if (result === undefined) continue;
    const found = 'addresses' in result ? pick([...result.addresses].sort(), family, earlier) : undefined;
    if (found !== undefined) return found;
    if ('error' in result) failures.push(result.error);
  }
  throw nameError(failures);
}

type Settled = { readonly addresses: readonly string[] } | { readonly error: unknown };

/** So that a question nobody waits for any more rejects nobody. */
async function settled(question: Promise<readonly string[]>): Promise<Settled> {
  return question.then(
    (addresses) => ({ addresses }),
    (error: unknown) => ({ error }),
  );
}

/** What c-ares says where there is no such name, or none with such an address; everything else is DNS failing us. */
const ABSENT: readonly unknown[] = ['ENOTFOUND', 'ENODATA', 'EBADNAME'];

function nameError(failures: readonly unknown[]): NameError {
  const codes = failures.map(codeOf);
  const trouble = codes.find((code) => !ABSENT.includes(code));
  return trouble === undefined
    ? new NameError('ENOTFOUND', 'DNS knows no address for it')
    : new NameError('EAI_AGAIN', `DNS did not answer (${trouble})`);
}

function withinLookup<T>(question: Promise<T>, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = startGuardedTimer(LOOKUP_MS, () =>
      reject(new NameError('EAI_AGAIN', `DNS did not answer in ${String(LOOKUP_MS)} ms for ${name}`)),
    );
    question.then(resolve, reject).finally(() => timer.cancel());
  });
}

/** The answer; undefined where it fails or is not there after `ms`. */
function orAfter<T>(ms: number, question: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = startGuardedTimer(ms, () => resolve(undefined));
    question.then(resolve, () => resolve(undefined)).finally(() => timer.cancel());
  });
}

const memorySchema = z.record(
  z.string(),
  z
    .object({ address: z.string(), family: z.literal([4, 6]), at: z.int() })
    .refine((entry) => net.isIP(entry.address) === entry.family),
);

/** Entries that are too old or from the future are forgotten; a memory that is none is no memory. */
function readMemory(memory: unknown, now: Instant): Map<string, Answer> {
  const read = memorySchema.safeParse(memory ?? {});
  const entries = read.success ? Object.entries(read.data) : [];
  const known = entries.filter(([, { at }]) => at <= now && now - at <= MAX_REMEMBERED_MS);
  return new Map(known.slice(0, MAX_REMEMBERED_NAMES));
}
