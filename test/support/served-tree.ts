import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fileStat, filesBelow } from '../../src/shell/files.ts';

/** Addresses within the site that a page names: where it leads, and what it needs. */
export function linksIn(html: string): readonly string[] {
  const found = html.matchAll(/\s(?:href|src)="(\/(?!\/)[^"#?]*)/g);
  return [...new Set([...found].map(([, link]) => decodeURI(link ?? '')))];
}

/** What a web server hands out for an address. */
export function fileAt(link: string): string {
  const name = link.replace(/^\//, '');
  return name === '' || name.endsWith('/') ? `${name}index.html` : name;
}

/** What is wrong with one file as it was read; null where nothing is. */
export function faultIn(name: string, bytes: Buffer): string | null {
  const text = () => bytes.toString('utf8');
  if (name.endsWith('.gz')) return faultInForm(name, bytes);
  if (name.endsWith('.html')) return text().trimEnd().endsWith('</html>') ? null : `${name} is not whole`;
  if (name.endsWith('.xml')) return text().trimEnd().endsWith('>') ? null : `${name} is not whole`;
  if (!name.endsWith('.json')) return bytes.length === 0 ? `${name} is empty` : null;
  try {
    JSON.parse(text());
    return null;
  } catch {
    return `${name} is no JSON: ${text()}`;
  }
}

function faultInForm(name: string, bytes: Buffer): string | null {
  try {
    return faultIn(name.slice(0, -'.gz'.length), gunzipSync(bytes));
  } catch {
    return `${name} cannot be decompressed`;
  }
}

/**
 * Everything that is wrong with a folder nobody writes into at the moment: torn files, and links on the way from the home page
 * that lead nowhere. A page that no link leads to yet may be ahead of those it leads to.
 */
export function faultsIn(outDir: string): readonly string[] {
  const faults: string[] = filesBelow(outDir).flatMap(
    (name) => faultIn(name, readFileSync(path.join(outDir, name))) ?? [],
  );
  const [todo, seen] = [['index.html'], new Set<string>()];
  for (let page = todo.pop(); page !== undefined; page = todo.pop()) {
    for (const link of linksIn(readFileSync(path.join(outDir, page), 'utf8'))) {
      const name = fileAt(link);
      if (fileStat(path.join(outDir, name))?.isFile() !== true)
        faults.push(`${page} leads to ${link}, which is not there`);
      else if (name.endsWith('.html') && !seen.has(name)) todo.push(name);
      seen.add(name);
    }
  }
  return faults;
}
