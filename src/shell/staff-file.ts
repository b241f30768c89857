import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { filesBelow, isAbsent, replaceFileVia } from './files.ts';
import { INCIDENTS_FOLDER } from './load.ts';
import { UserError } from './user-error.ts';

/** An incident file as a command found it. */
export interface StaffFile {
  /** As diagnostics print it, `incidents/2010-08-31-website-slowdown.md`. */
  readonly file: string;
  /** Where it really lies: links are followed, so that a link stays one. */
  readonly absolute: string;
  /** With its byte order mark and its own line ends. */
  readonly text: string;
  readonly bytes: Buffer;
}

/** Every incident file of a site, `incidents/…/….md`, sorted. */
export function listStaffFiles(siteDir: string): readonly string[] {
  return filesBelow(path.join(siteDir, INCIDENTS_FOLDER))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${INCIDENTS_FOLDER}/${name}`);
}

/** The file's name without its folders and `.md`: what its URL is made of. */
export function slugOfFile(file: string): string {
  return path.posix.basename(file, '.md');
}

/**
 * Reads a file that is to be edited.
 * @throws UserError when it is not UTF-8: writing it back would change bytes nobody asked to change.
 */
export function readStaffFile(siteDir: string, file: string): StaffFile {
  const absolute = realpathSync(path.join(siteDir, file));
  const bytes = readFileSync(absolute);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { file, absolute, text, bytes };
  } catch (cause) {
    throw new UserError(`${file} is not UTF-8, so it was left as it is`, {
      hint: 'Save it as UTF-8 in your editor and try again.',
      exitCode: 3,
      cause,
    });
  }
}

/**
 * Puts a new text in the place of the one that was read, whole, keeping the file's permissions.
 * @throws UserError when somebody else changed the file meanwhile.
 */
export function replaceStaffFile(original: StaffFile, text: string): void {
  const { absolute, file, bytes } = original;
  const { mode } = statSync(absolute);
  if (!readFileSync(absolute).equals(bytes)) {
    throw new UserError(`${file} was changed by somebody else just now, so nothing was written`, {
      hint: 'Run the command again.',
      exitCode: 3,
    });
  }
  replaceFileVia(temporaryBeside(absolute), absolute, text);
  chmodSync(absolute, mode);
}

/** What file systems answer that have no hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Creates a file that must not exist yet, whole. False, with nothing done, when it does. */
export function createStaffFile(siteDir: string, file: string, text: string): boolean {
  const absolute = path.join(siteDir, file);
  const temporary = temporaryBeside(absolute);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(temporary, text);
  try {
    // Unlike a rename, a link never takes the place of what is there.
    linkSync(temporary, absolute);
    return true;
  } catch (error) {
    if (existsSync(absolute)) return false;
    // File systems without links.
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    renameSync(temporary, absolute);
    return true;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Where a new file of this year goes: into the year's folder where the site has such folders, else beside the others. */
export function folderForNew(siteDir: string, year: string): string {
  const folder = `${INCIDENTS_FOLDER}/${year}`;
  try {
    return statSync(path.join(siteDir, folder)).isDirectory() ? folder : INCIDENTS_FOLDER;
  } catch (error) {
    if (isAbsent(error)) return INCIDENTS_FOLDER;
    throw error;
  }
}

/** Hidden, so that nothing that lists incident files takes it for one. */
function temporaryBeside(absolute: string): string {
  return path.join(path.dirname(absolute), `.${path.basename(absolute)}.${String(process.pid)}.tmp`);
}
