import { rmSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fileStat } from '../files.ts';

/** What a server may hand out in place of a file, by the ending it looks for. */
const FORM_ENDINGS = ['.gz', '.br'] as const;
export type FormEnding = (typeof FORM_ENDINGS)[number];

/** What is made of text. Pictures and fonts are compressed already. */
const WORTH_IT = /\.(?:html|css|js|json|svg|xml|atom|rss|txt|ics|md)$/;
/** Less than this fits into one packet as it is. */
const LEAST_BYTES = 1_024;
/** What does not save a tenth is not worth a second file. */
const LARGEST_SHARE = 0.9;

/** The best brotli takes 80 ms for this much, and several times as long for twice as much. */
const THOROUGH_BYTES = 128 * 1024;
/** A tenth larger, in a fiftieth of the time. */
const QUICK = 5;

/** The byte of a gzip header that names the system it was made on (RFC 1952, 2.3.1). */
const OS_BYTE = 9;
const UNKNOWN_OS = 255;

const gzipOf = promisify(gzip);
const brotliOf = promisify(brotliCompress);

export interface Form {
  readonly ending: FormEnding;
  readonly bytes: Uint8Array;
}

export const formNames = (output: string): readonly string[] =>
  FORM_ENDINGS.map((ending) => `${output}${ending}`);

/** The file a form is of; undefined for what is no form. */
export function formOf(name: string): string | undefined {
  const ending = FORM_ENDINGS.find((known) => name.endsWith(known));
  return ending === undefined ? undefined : name.slice(0, -ending.length);
}

export function isWorthIt(output: string, stat: Stats | undefined): stat is Stats {
  return WORTH_IT.test(output) && stat?.isFile() === true && stat.size >= LEAST_BYTES;
}

/** True where the time of a form is that of its file: one of another time is of another content. */
export function isOfSameTime(form: Stats | undefined, file: Stats): boolean {
  // Setting a time rounds it by less than a microsecond.
  return form?.isFile() === true && Math.abs(form.mtimeMs - file.mtimeMs) < 0.01;
}

/**
 * The forms that are worth having; the same bytes give the same forms.
 * @param quick for what will be replaced within minutes
 */
export async function formsOf(content: Uint8Array, quick: boolean): Promise<readonly Form[]> {
  const zipped = await gzipOf(content, { level: constants.Z_BEST_COMPRESSION });
  zipped[OS_BYTE] = UNKNOWN_OS;
  const forms: readonly Form[] = [
    { ending: '.gz', bytes: zipped },
    { ending: '.br', bytes: await brotliOf(content, brotliOptions(content.length, quick)) },
  ];
  return forms.filter(({ bytes }) => bytes.length <= content.length * LARGEST_SHARE);
}

function brotliOptions(size: number, quick: boolean) {
  const thorough = !quick && size <= THOROUGH_BYTES;
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: thorough ? constants.BROTLI_MAX_QUALITY : QUICK,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
    },
  };
}

/** Deletes the forms of a file for which `isStale` holds; returns the names of those that were there. Throws on a fault of the disk. */
export function deleteForms(
  outDir: string,
  output: string,
  isStale: (form: Stats) => boolean = () => true,
): string[] {
  return formNames(output).filter((name) => {
    const place = path.join(outDir, name);
    const stat = fileStat(place);
    // A folder of that name is somebody else's.
    if (stat?.isFile() !== true || !isStale(stat)) return false;
    rmSync(place, { force: true });
    return true;
  });
}
