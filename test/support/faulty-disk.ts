import path from 'node:path';

/*
 * A disk that answers one call with a fault: `vi.mock('node:fs', …)` with what is here in between. It imports nothing
 * that uses `node:fs` itself.
 */

/** What a disk may answer. */
export const FAULT_CODES = ['ENOSPC', 'EACCES', 'EROFS', 'EIO', 'EMFILE'] as const;
export type FaultCode = (typeof FAULT_CODES)[number] | 'ENOENT';

export interface DiskCall {
  /** Of `node:fs`, without `Sync`. */
  readonly name: string;
  readonly file: string;
  readonly writes: boolean;
}

type Matches = (call: DiskCall) => boolean;

/** What is going on: whether calls are listened to, and which one is to go wrong. */
class Disk {
  calls: DiskCall[] = [];
  /** The call that went wrong. */
  hit: DiskCall | null = null;
  #listens = false;
  #fault: { readonly matches: Matches; readonly code: FaultCode } | null = null;

  /** Runs something, with the first call that matches answered by a fault; the others are remembered. */
  async during<T>(action: () => Promise<T>, matches?: Matches, code: FaultCode = 'EIO'): Promise<T> {
    this.calls = [];
    this.hit = null;
    this.#fault = matches === undefined ? null : { matches, code };
    this.#listens = true;
    try {
      return await action();
    } finally {
      this.#listens = false;
      this.#fault = null;
    }
  }

  /** The fault to answer with; null where the call goes through. */
  answer(call: DiskCall): FaultCode | null {
    if (!this.#listens) return null;
    const fault = this.#fault;
    const isHit = this.hit === null && fault?.matches(call) === true;
    this.calls.push(call);
    if (!isHit) return null;
    this.hit = call;
    return fault.code;
  }
}

export const disk = new Disk();

/** Calls by name, with the place of the path among their arguments: of a pair of paths, of the one that changes. */
const WRITES: Readonly<Record<string, number>> = {
  writeFileSync: 0,
  appendFileSync: 0,
  renameSync: 1,
  mkdirSync: 0,
  rmSync: 0,
  rmdirSync: 0,
  unlinkSync: 0,
  linkSync: 1,
  symlinkSync: 1,
  copyFileSync: 1,
  utimesSync: 0,
  chmodSync: 0,
  fsyncSync: 0,
  openSync: 0,
};
const READS: Readonly<Record<string, number>> = {
  readFileSync: 0,
  statSync: 0,
  lstatSync: 0,
  readdirSync: 0,
  realpathSync: 0,
  readlinkSync: 0,
  statfsSync: 0,
};

type Sync = (...args: readonly unknown[]) => unknown;

/** `node:fs` with {@link disk} in between. */
export function faultyDisk(fs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const opened = new Map<unknown, string>();
  const fileOf = (argument: unknown) =>
    opened.get(argument) ?? (typeof argument === 'string' ? argument : '');
  const wrapped = Object.entries({ ...WRITES, ...READS }).map(([name, place]) => {
    const real = fs[name] as Sync;
    const short = name.replace(/Sync$/, '');
    return [
      name,
      (...args: readonly unknown[]) => {
        const file = fileOf(args[place]);
        const writes = name === 'openSync' ? !/^r?$/.test(String(args[1] ?? '')) : name in WRITES;
        const code = disk.answer({ name: short, file, writes });
        if (code !== null) return answerWith(code, { name: short, file, real, args });
        const result = real(...args);
        if (name === 'openSync') opened.set(result, file);
        return result;
      },
    ] as const;
  });
  const faulty = { ...fs, ...Object.fromEntries(wrapped) };
  return { ...faulty, default: faulty };
}

interface FaultyCall {
  readonly name: string;
  readonly file: string;
  readonly real: Sync;
  readonly args: readonly unknown[];
}

function answerWith(code: FaultCode, { name, file, real, args }: FaultyCall): unknown {
  const options = args[1] as { throwIfNoEntry?: boolean } | undefined;
  if (code === 'ENOENT' && typeof options === 'object' && options?.throwIfNoEntry === false) return undefined;
  // A disk that is full has taken the first part.
  if ((code === 'ENOSPC' || code === 'EIO') && (name === 'writeFile' || name === 'appendFile')) {
    const content = args[1] as string | Uint8Array;
    real(args[0], content.slice(0, Math.floor(content.length / 2)), ...args.slice(2));
  }
  const error = new Error(`${code}: the disk of a test, ${name} '${file}'`);
  throw Object.assign(error, { code, errno: -1, syscall: name, path: file });
}

/** What a path is to the publisher, by its place below the folders `www`, `state` and `metrics` of a test. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['lock', /lock/],
  ['compressed forms', /\.(gz|br)$|\.signalbox-compressed$/],
  ['waiting files', /\.signalbox-tmp/],
  ['manifest', /\/manifests(\/[^.]+\.json.*)?$/],
  ['journal', /\/manifests\/.*\.ndjson$/],
  ['caches', /\/state\/cache/],
  ['good topology', /last-good-topology/],
  ['deploy', /\/state\/deploy/],
  ['metrics', /\.prom/],
  ['link', /\/www$|\/www\.next-/],
  ['release', /\/www\.releases(\/\w+(-\d+)?(\.part|\.gone)?)?$/],
  ['deleted release', /\/www\.releases\/.*\.gone/],
  ['draft', /\/www\.releases\/.*\.part/],
  ['output', /\/www[/.]/],
  ['state', /\/state$/],
  ['snapshot', /\/snapshot\.json$/],
  ['history', /\/history/],
  ['incidents', /\/incidents/],
  ['topology', /\/topology\.yml$/],
  ['theme', /\/theme/],
  ['content', /\/content/],
];

export function kindOf({ file }: DiskCall): string {
  return KINDS.find(([, form]) => form.test(file))?.[0] ?? `other: ${path.basename(file)}`;
}
