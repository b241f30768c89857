import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { diagnostic } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { Place } from '../core/model/incident.ts';
import { didYouMean } from '../core/parse/suggest.ts';
import { PART_NAMES } from '../../templates/kit.ts';
import type { Overrides } from '../../templates/kit.ts';
import { checkStrings, usableStrings } from '../render/words/check-strings.ts';
import type { MessageTable } from '../render/words/messages.ts';
import { digestOf, filesBelow } from './files.ts';

export const THEME_FOLDER = 'theme';

/** Logos in the order we look for them. */
const LOGOS = ['logo.svg', 'logo.png'] as const;

/** What an owner put into `theme/`; everything is optional. */
export interface Theme {
  /** Contents of `strings.yml`, not yet checked against the message table. */
  readonly strings: Readonly<Record<string, unknown>>;
  /** Where each of them stands in the file. */
  readonly stringPlaces: Readonly<Record<string, Place>>;
  /** Raw HTML of the owner's own. */
  readonly slots: { readonly head: string; readonly header: string; readonly footer: string };
  /** Added after our own stylesheet. */
  readonly css: string;
  readonly logo: { readonly name: string; readonly bytes: Uint8Array } | null;
  /** Name of a component → the module's default export. */
  readonly components: Readonly<Record<string, unknown>>;
  /** Changes with any file of the theme. */
  readonly digest: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `theme/` of a site. A file that cannot be used is left out with a diagnostic; the site is built without it.
 * @param before comes back where no file changed.
 */
export async function loadTheme(siteDir: string, before: Theme | null = null): Promise<Theme> {
  const folder = path.join(siteDir, THEME_FOLDER);
  // Each file is read once: what is used of it is what its digest was made from, also while somebody edits it.
  const bytes = new Map(filesBelow(folder).map((name) => [name, readFileSync(path.join(folder, name))]));
  const digest = digestOf(...[...bytes].flat());
  if (before?.digest === digest) return before;
  const text = (name: string) => bytes.get(name)?.toString('utf8') ?? '';
  const strings = readStrings(text('strings.yml'));
  const components = await importComponents(folder, [...bytes.keys()], digest);
  const logo = LOGOS.flatMap((name) => {
    const picture = bytes.get(name);
    return picture === undefined ? [] : [{ name, bytes: picture }];
  })[0];
  return {
    strings: strings.values,
    stringPlaces: strings.places,
    slots: { head: text('head.html'), header: text('header.html'), footer: text('footer.html') },
    css: text('site.css'),
    logo: logo ?? null,
    components: components.values,
    digest,
    diagnostics: [...strings.diagnostics, ...components.diagnostics],
  };
}

interface ReadStrings {
  readonly values: Readonly<Record<string, unknown>>;
  readonly places: Readonly<Record<string, Place>>;
  readonly diagnostics: readonly Diagnostic[];
}

function readStrings(text: string): ReadStrings {
  const file = `${THEME_FOLDER}/strings.yml`;
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  const diagnostics = document.errors.map((error) =>
    diagnostic(
      'yaml-syntax',
      { file, ...placeOf(error.pos[0]) },
      `${file} is not valid YAML: ${error.message}`,
    ),
  );
  if (diagnostics.length > 0) return { values: {}, places: {}, diagnostics };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return { values: {}, places: {}, diagnostics };
  if (!isMap(contents)) {
    const wrong = diagnostic('bad-string', { file }, `${file} must hold one "key: text" per line`);
    return { values: {}, places: {}, diagnostics: [wrong] };
  }
  const places: Record<string, Place> = {};
  for (const { key } of contents.items) {
    if (isScalar(key)) places[String(key.value)] = placeOf(key.range?.[0] ?? 0);
  }
  return { values: document.toJS() as Record<string, unknown>, places, diagnostics };
}

/** The digest in the address makes a long-running process see an edited module. */
async function importComponents(folder: string, files: readonly string[], digest: string) {
  const values: Record<string, unknown> = {};
  const diagnostics: Diagnostic[] = [];
  for (const name of files) {
    const match = /^components\/([A-Za-z]+)\.m?js$/.exec(name);
    if (match?.[1] === undefined) continue;
    const url = `${pathToFileURL(path.join(folder, name)).href}?${digest}`;
    try {
      const module = (await import(url)) as { default?: unknown };
      if (typeof module.default !== 'function') throw new Error('it has no function as its default export');
      values[match[1]] = module.default;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const place = { file: `${THEME_FOLDER}/${name}` };
      diagnostics.push(
        diagnostic(
          'bad-component',
          place,
          `the component ${match[1]} cannot be used: ${reason}`,
          'The built-in one is used instead.',
        ),
      );
    }
  }
  return { values, diagnostics };
}

/** The components that replace one of ours; the others are reported. */
export function checkedComponents(theme: Theme, diagnostics: Diagnostic[]): Overrides {
  const known = new Set<string>(PART_NAMES);
  const entries = Object.entries(theme.components).filter(([name]) => {
    if (known.has(name)) return true;
    const place = { file: `${THEME_FOLDER}/components/${name}.js` };
    const meant = didYouMean(name, PART_NAMES);
    const hint = meant === undefined ? 'docs/theming.md lists the components.' : `Did you mean ${meant}?`;
    diagnostics.push(diagnostic('bad-component', place, `there is no component "${name}" to replace`, hint));
    return false;
  });
  return Object.fromEntries(entries) as Overrides;
}

/** The texts that can be used; the others are reported at their place in the file. */
export function checkedStrings(theme: Theme, diagnostics: Diagnostic[]): MessageTable {
  const file = `${THEME_FOLDER}/strings.yml`;
  for (const { key, message, hint } of checkStrings(theme.strings)) {
    diagnostics.push(diagnostic('bad-string', { file, ...theme.stringPlaces[key] }, message, hint));
  }
  return usableStrings(theme.strings);
}
