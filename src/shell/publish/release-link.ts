import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readlinkSync, renameSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { MINUTE_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { fileStat } from '../files.ts';
import { UserError } from '../user-error.ts';
import { nextReleaseName, readReleaseName } from './release-names.ts';

/** Where the releases of an output folder lie. */
export const releasesFolder = (outDir: string): string => `${path.resolve(outDir)}.releases`;

/** What stands where the link belongs. */
export type Standing =
  | { readonly kind: 'nothing' | 'empty-folder' | 'folder' | 'file' }
  | { readonly kind: 'link'; readonly name: string }
  | { readonly kind: 'other-link'; readonly target: string };

export function standingAt(outDir: string): Standing {
  const dir = path.resolve(outDir);
  const stat = lstatSync(dir, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'nothing' };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(dir);
    const place = path.resolve(path.dirname(dir), target);
    const name = path.basename(place);
    const isOurs = path.dirname(place) === releasesFolder(dir) && readReleaseName(name) !== undefined;
    return isOurs ? { kind: 'link', name } : { kind: 'other-link', target };
  }
  if (!stat.isDirectory()) return { kind: 'file' };
  return { kind: readdirSync(dir).length === 0 ? 'empty-folder' : 'folder' };
}

/** @throws UserError where something stands in the place of the link that is not ours to replace. */
export function requirePlace(outDir: string): void {
  const dir = path.resolve(outDir);
  const standing = standingAt(dir);
  if (standing.kind === 'folder') {
    throw new UserError(`${dir} is a folder, and with --releases a symbolic link has to stand there`, {
      hint: `${moveHint(dir)} Or give --out a new name, and let the web server follow when it is there.`,
    });
  }
  if (standing.kind === 'other-link') {
    throw new UserError(`${dir} is a symbolic link to ${standing.target}, which is no release of ours`, {
      hint: `Give --out the name of a link that may be replaced; releases lie in ${path.basename(dir)}.releases beside it.`,
    });
  }
  if (standing.kind === 'file') throw new UserError(`${dir} is a file, and no folder can be published there`);
}

/** A folder cannot be replaced by a link in one step, so whoever runs the site chooses the moment. */
function moveHint(dir: string): string {
  const base = path.basename(dir);
  const name = nextReleaseName(fileStat(dir)?.mtimeMs ?? 0, []);
  const place = `${base}.releases/${name}`;
  return (
    'The change takes two steps, between which nothing is served for a moment, so it is yours to make: ' +
    `cd '${path.dirname(dir)}' && mkdir -p '${base}.releases' && mv '${base}' '${place}' && ln -s '${place}' '${base}'.`
  );
}

/** A link that waits to be put in place does so for less than this. */
const ABANDONED_AFTER_MS = MINUTE_MS;

/**
 * Lets the link point at a release, in one step: a reader finds the old release or the new one. The link is relative, so
 * that link and releases can be moved together.
 * @param onReady is called when only the step itself is left
 */
export function pointAt(outDir: string, name: string, onReady: () => void = () => undefined): void {
  const dir = path.resolve(outDir);
  // A publisher and a rollback may both be at it, and in containers both are process 1.
  const waiting = `${dir}.next-${randomBytes(4).toString('hex')}`;
  symlinkSync(`${path.basename(dir)}.releases/${name}`, waiting);
  sweepAbandoned(dir, linkStat(waiting)?.mtimeMs ?? 0);
  onReady();
  // Nothing was served from an empty folder.
  if (standingAt(dir).kind === 'empty-folder') rmdirSync(dir);
  renameSync(waiting, dir);
}

function sweepAbandoned(dir: string, now: Instant): void {
  const [parent, begin] = [path.dirname(dir), `${path.basename(dir)}.next-`];
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(begin) || !/^[\da-f]{8}$/.test(name.slice(begin.length))) continue;
    const made = linkStat(path.join(parent, name))?.mtimeMs ?? now;
    if (now - made > ABANDONED_AFTER_MS) rmSync(path.join(parent, name), { force: true });
  }
}

/** Undefined for what is no symbolic link. */
function linkStat(place: string): Stats | undefined {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  return stat?.isSymbolicLink() === true ? stat : undefined;
}
