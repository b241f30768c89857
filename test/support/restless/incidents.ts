import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Random } from '../../../bench/random.ts';
import { DAY_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { filesBelow } from '../../../src/shell/files.ts';
import { dateOf, incidentText } from './texts.ts';

/** More files than this make way for new ones, so that a site stays small however long it lasts. */
const MAX_FILES = 9;
const TOPICS = ['slow-mail', 'webmail', 'disks', 'notice'] as const;
const FOLDERS = ['', '', '2010/', '2011/', 'by year/2010/'] as const;

/** Does to the incident files of a site what people, editors and git do; says in a few words what it was. */
export class IncidentHand {
  readonly #folder: string;
  readonly #siteDir: string;
  readonly #random: Random;

  constructor(siteDir: string, random: Random) {
    this.#siteDir = siteDir;
    this.#folder = path.join(siteDir, 'incidents');
    this.#random = random;
  }

  act(now: Instant): string {
    const files = filesBelow(this.#folder);
    if (files.length > MAX_FILES) return this.#delete(this.#random.pick(files));
    const acts: readonly (() => string)[] = [
      () => this.#write(this.#newName(now), now),
      () => this.#write(this.#newName(now), now),
      () => this.#replaceFolder(),
      ...(files.length === 0 ? [] : this.#actsOn(this.#random.pick(files), now)),
    ];
    return this.#random.pick(acts)();
  }

  #actsOn(file: string, now: Instant): readonly (() => string)[] {
    return [
      () => this.#write(file, now),
      () => this.#write(file, now),
      () => this.#renameOver(file, now),
      () => this.#renameOver(file, now),
      () => this.#editUnseen(file),
      () => this.#editUnseen(file),
      () => this.#append(file),
      () => this.#toggleDraft(file),
      () => this.#move(file, this.#newName(now)),
      () => this.#delete(file),
      () => this.#touch(file),
      () => this.#moveFolder(file),
      () => this.#link(file),
    ];
  }

  #newName(now: Instant): string {
    const { pick, below } = this.#random;
    return `${pick(FOLDERS)}${dateOf(now - below(40) * DAY_MS)}-${pick(TOPICS)}.md`;
  }

  #path(file: string): string {
    return path.join(this.#folder, file);
  }

  #text(now: Instant): Buffer {
    const names = filesBelow(this.#folder).map((file) => path.basename(file, '.md'));
    // Latin-1, so that what is meant as garbage is no UTF-8.
    return Buffer.from(incidentText(this.#random, now, names), 'latin1');
  }

  #write(file: string, now: Instant): string {
    mkdirSync(path.dirname(this.#path(file)), { recursive: true });
    writeFileSync(this.#path(file), this.#text(now));
    return `write ${file}`;
  }

  /** As editors and git do it. */
  #renameOver(file: string, now: Instant): string {
    const temporary = this.#random.pick([
      path.join(this.#siteDir, 'edited.tmp'),
      this.#path(path.join(path.dirname(file), '.edited.swp')),
    ]);
    writeFileSync(temporary, this.#text(now));
    renameSync(temporary, this.#path(file));
    return `replace ${file} by rename`;
  }

  /** In place, with the size and the time it had. */
  #editUnseen(file: string): string {
    const place = this.#path(file);
    const { atime, mtime } = statSync(place);
    const bytes = readFileSync(place);
    const letters = [...bytes.keys()].filter((index) => isLetter(bytes[index]!));
    if (letters.length === 0) return `nothing to edit in ${file}`;
    const at = this.#random.pick(letters);
    const descriptor = openSync(place, 'r+');
    writeSync(descriptor, Buffer.from([bytes[at] === 0x61 ? 0x62 : 0x61]), 0, 1, at);
    closeSync(descriptor);
    utimesSync(place, atime, mtime);
    return `edit byte ${String(at)} of ${file}, keeping size and time`;
  }

  #append(file: string): string {
    const update = this.#random.pick([
      '\n[13:00] Resolved.\n',
      '\n[12:10] Monitoring: better.\n',
      '\nMore.\n',
    ]);
    writeFileSync(this.#path(file), update, { flag: 'a' });
    return `append to ${file}`;
  }

  #toggleDraft(file: string): string {
    const text = readFileSync(this.#path(file), 'latin1');
    const next = text.includes('draft: true\n')
      ? text.replace('draft: true\n', '')
      : text.replace(/^---\n/, '---\ndraft: true\n');
    writeFileSync(this.#path(file), next, 'latin1');
    return `draft or not: ${file}`;
  }

  #move(from: string, to: string): string {
    mkdirSync(path.dirname(this.#path(to)), { recursive: true });
    renameSync(this.#path(from), this.#path(to));
    return `move ${from} to ${to}`;
  }

  #delete(file: string): string {
    rmSync(this.#path(file));
    return `delete ${file}`;
  }

  #touch(file: string): string {
    const time = 1_000_000_000 + this.#random.below(1_000_000);
    utimesSync(this.#path(file), time, time);
    return `touch ${file}`;
  }

  /** With all that is in it: renamed, or gone. */
  #moveFolder(file: string): string {
    const [folder] = file.split('/');
    if (folder === undefined || folder === file) return 'no folder to move';
    if (this.#random.below(2) === 0) {
      rmSync(this.#path(folder), { recursive: true });
      return `delete the folder ${folder}`;
    }
    const target = `moved ${String(this.#random.below(1_000))}`;
    rmSync(this.#path(target), { recursive: true, force: true });
    renameSync(this.#path(folder), this.#path(target));
    return `rename the folder ${folder} to ${target}`;
  }

  /** All of `incidents/` by another folder with the same files, as a deploy of the content would. */
  #replaceFolder(): string {
    const next = path.join(this.#siteDir, 'incidents.next');
    for (const file of filesBelow(this.#folder)) {
      mkdirSync(path.dirname(path.join(next, file)), { recursive: true });
      writeFileSync(path.join(next, file), readFileSync(this.#path(file)));
    }
    mkdirSync(next, { recursive: true });
    rmSync(this.#folder, { recursive: true, force: true });
    renameSync(next, this.#folder);
    return 'replace incidents/';
  }

  /** Links are not read, and told of. */
  #link(file: string): string {
    const name = this.#path(`2010-01-01-link-${String(this.#random.below(2))}.md`);
    rmSync(name, { force: true });
    if (this.#random.below(2) === 0) return `no link`;
    symlinkSync(this.#path(file), name);
    return `link to ${file}`;
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}
