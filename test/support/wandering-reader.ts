import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, isAbsent } from '../../src/shell/files.ts';
import { faultIn, fileAt, linksIn } from './served-tree.ts';

/** A page as it was read, and the page that led to it. */
interface Visit {
  readonly name: string;
  readonly bytes: Buffer;
  readonly from: Visit | null;
}

/** So often a page may be replaced while somebody looks where it leads. */
const MAX_TURNS = 20;

/**
 * A reader of a site that is replaced under their hands: goes from the home page to all pages, again and again, and
 * complains of whatever is torn, of links that lead nowhere while the pages that led there still stand, and of time that goes
 * back.
 */
export class WanderingReader {
  readonly #outDir: string;
  readonly complaints: string[] = [];
  pagesRead = 0;
  filesRead = 0;
  #publishedAt = '';
  #takenAt = '';

  constructor(outDir: string) {
    this.#outDir = outDir;
  }

  /** Goes once through all that links lead to; lets others work in between. */
  async wander(): Promise<void> {
    const home = this.#visit('index.html', null);
    // Nothing was ever published.
    if (home === null) return;
    const [todo, seen] = [[home], new Set(['index.html'])];
    for (let visit = todo.pop(); visit !== undefined; visit = todo.pop()) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const next of this.#follow(visit)) {
        if (seen.has(next.name)) continue;
        seen.add(next.name);
        todo.push(next);
      }
    }
    this.lookAtClocks();
  }

  /** Looks at every file there is, be it linked or not. */
  lookAtAll(): void {
    for (const name of filesBelow(this.#outDir)) {
      const bytes = this.#read(name);
      const fault = bytes === null ? null : faultIn(name, bytes);
      if (fault !== null) this.complaints.push(fault);
      this.filesRead += 1;
    }
  }

  lookAtClocks(): void {
    const heartbeat = this.#read('heartbeat.json')?.toString('utf8') ?? '';
    const publishedAt = /"published_at":"([^"]+)"/.exec(heartbeat)?.[1] ?? this.#publishedAt;
    if (publishedAt < this.#publishedAt)
      this.complaints.push(`published at ${publishedAt}, after it was ${this.#publishedAt}`);
    this.#publishedAt = publishedAt;
  }

  get publishedAt(): string {
    return this.#publishedAt;
  }

  /** What a page leads to, as far as it stands while we look. */
  #follow(visit: Visit): readonly Visit[] {
    let current = visit;
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      this.#lookAtPage(current);
      const found = linksIn(current.bytes.toString('utf8')).map(
        (link) => [link, this.#visit(fileAt(link), current)] as const,
      );
      const missing = found.find(([, next]) => next === null);
      if (missing === undefined)
        return found.flatMap(([, next]) => (next?.name.endsWith('.html') === true ? next : []));
      // Replaced meanwhile, it is another page that leads elsewhere; or nothing leads to it any more.
      const again = this.#visit(current.name, current.from);
      if (again === null) return [];
      if (again.bytes.equals(current.bytes)) {
        if (this.#stillStands(current.from))
          this.complaints.push(`${current.name} leads to ${missing[0]}, which is not there`);
        return [];
      }
      current = again;
    }
    return [];
  }

  #stillStands(visit: Visit | null): boolean {
    for (let step = visit; step !== null; step = step.from)
      if (this.#read(step.name)?.equals(step.bytes) !== true) return false;
    return true;
  }

  #lookAtPage({ name, bytes }: Visit): void {
    this.pagesRead += 1;
    const fault = faultIn(name, bytes);
    if (fault !== null) this.complaints.push(fault);
    if (name !== 'index.html') return;
    const takenAt = /data-taken="([^"]+)"/.exec(bytes.toString('utf8'))?.[1] ?? this.#takenAt;
    if (takenAt < this.#takenAt) this.complaints.push(`taken at ${takenAt}, after it was ${this.#takenAt}`);
    this.#takenAt = takenAt;
  }

  #visit(name: string, from: Visit | null): Visit | null {
    const bytes = this.#read(name);
    return bytes === null ? null : { name, bytes, from };
  }

  #read(name: string): Buffer | null {
    try {
      return readFileSync(path.join(this.#outDir, name));
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }
}
