import { compareText, diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident } from '../model/incident.ts';
import { oddCharacter, slugOfFile } from '../parse/file-name.ts';
import { suggestion } from '../parse/suggest.ts';
import { quoteValue } from '../parse/value-words.ts';

/** A suggestion compares one word with every slug there is; beyond these many bad references the first ones tell enough. */
const MAX_SUGGESTIONS = 20;

/**
 * Two files that would be published at one URL: the same name in two folders, or names that differ only by letter
 * case, which many hosts and file systems take for one. Drafts count: one day they will be published.
 */
export function checkUrls(files: readonly string[]): Diagnostic[] {
  const firstOf = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const file of [...files].sort(compareText)) {
    const slug = slugOfFile(file);
    const key = slug.normalize('NFC').toLowerCase();
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, file);
      continue;
    }
    const same = slugOfFile(first) === slug;
    const message = same
      ? `${first} has the same name, and both would be published at /incidents/${slug}/`
      : `${first} has the same name but for letter case, and many hosts take both URLs for one`;
    const hint = `rename one of them${same ? '; only the first is published' : ''}`;
    found.push(diagnostic('duplicate-url', { file }, message, hint));
  }
  return found;
}

/** The name of a file becomes an address that people type and mail. Drafts count, as above. */
export function checkNames(files: readonly string[]): Diagnostic[] {
  return files.flatMap((file) => {
    const odd = oddCharacter(slugOfFile(file));
    if (odd === undefined) return [];
    const message = `the name of the file has ${characterName(odd)}`;
    const hint = 'use letters, digits, dots, hyphens and underscores: the name becomes a URL';
    return [diagnostic('file-name-characters', { file }, message, hint)];
  });
}

/** What prints nothing is told by its number. */
function characterName(character: string): string {
  if (character === ' ') return 'a space';
  if (!/[\p{C}\p{Z}]/u.test(character)) return `the character ${quoteValue(character)}`;
  return `the character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `follows:` and links to `/incidents/<slug>/` must lead to an entry that is published. */
export function checkReferences(incidents: readonly Incident[], files: readonly string[]): Diagnostic[] {
  const published = new Set(incidents.map((incident) => incident.slug));
  const unpublished = new Set(files.map(slugOfFile).filter((slug) => !published.has(slug)));
  const found: Diagnostic[] = [];
  for (const incident of incidents) {
    for (const { slug, line, column } of incident.references) {
      if (published.has(slug)) continue;
      const place = { file: incident.file, line, column };
      if (unpublished.has(slug)) {
        const message = `the entry "${slug}" is named here, but it is not published`;
        const hint = 'it is a draft or cannot be read; publish it first, or take the reference out';
        found.push(diagnostic('unknown-incident', place, message, hint));
        continue;
      }
      const hint = found.length < MAX_SUGGESTIONS ? suggestion(slug, [...published]) : undefined;
      const message = `the entry "${slug}" is named here, but there is no file incidents/${slug}.md`;
      found.push(
        diagnostic(
          'unknown-incident',
          place,
          message,
          hint ?? 'the name of the file without .md is expected',
        ),
      );
    }
  }
  return found;
}
