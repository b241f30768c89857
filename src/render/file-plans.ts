import type { CompiledSite } from '../core/planner.ts';
import { apiFiles } from './api/files.ts';
import { badgeFiles } from './badges/files.ts';
import { calendarFiles } from './calendar/files.ts';
import { feedFiles } from './feeds/files.ts';
import type { Markdown } from './markdown.ts';
import { planTexts } from './text/family.ts';
import type { Words } from './words/words.ts';

/** A published file that no template prints: a feed, an answer of the API, a badge. */
export interface FilePlan {
  /** Below the output folder, `api/v2/summary.json`. */
  readonly output: string;
  /** Prints the time of the data, so it changes with every snapshot. */
  readonly live: boolean;
  /**
   * Text of everything in the site the file is made of: equal inputs, equal file. The program and the theme come on top. It is
   * asked for with every snapshot, so it has to be cheap; for a long text a digest of what it is made from will do.
   */
  readonly inputs: string;
  content(): string | Uint8Array;
}

/** What files are made from. */
export interface FileDesk {
  readonly site: CompiledSite;
  readonly words: Words;
  readonly markdown: Markdown;
}

/** Plans the files of one kind. */
export type FileFamily = (desk: FileDesk) => readonly FilePlan[];

/** One row for each kind of file. */
const FAMILIES: readonly FileFamily[] = [apiFiles, feedFiles, calendarFiles, badgeFiles, planTexts];

/** Every file that is published beside the pages, in the order in which they are written. */
export function planFiles(desk: FileDesk): readonly FilePlan[] {
  return FAMILIES.flatMap((family) => family(desk));
}
