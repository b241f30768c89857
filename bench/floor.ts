/**
 * The floor: the least any generator must do for the same site. Reads incident files, parses their front matter with
 * `yaml`, renders their text with markdown-it and writes as many files with template strings. No checks, no status,
 * no diagram, no memory. Run as a program: `floor.js SITE OUT FILES`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import markdownIt from 'markdown-it';
import { parse } from 'yaml';

const [site = '', out = '', files = '0'] = process.argv.slice(2);
const wanted = Number(files);
const markdown = markdownIt({ html: false });

function write(path: string, title: string, body: string): void {
  const file = join(out, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `<!doctype html>\n<html lang="en"><head><title>${title}</title></head><body>${body}</body></html>\n`,
  );
}

const incidents = join(site, 'incidents');
const names = wanted === 0 ? [] : readdirSync(incidents).sort().slice(-wanted);
const log: string[] = [];
for (const name of names) {
  const text = readFileSync(join(incidents, name), 'utf8');
  const end = text.indexOf('\n---\n', 4);
  const { title } = parse(text.slice(4, end)) as { title: string };
  const slug = name.slice(0, -3);
  write(`incidents/${slug}/index.html`, title, `<h1>${title}</h1>${markdown.render(text.slice(end + 5))}`);
  log.push(`<li><a href="/incidents/${slug}/">${title}</a></li>`);
}

// The rest of the files are lists of the log, each of an equal share.
const lists = wanted - names.length;
const share = Math.ceil(log.length / Math.max(1, lists));
for (let index = 0; index < lists; index += 1) {
  write(
    `lists/${index}/index.html`,
    'Log',
    `<ol>${log.slice(index * share, (index + 1) * share).join('')}</ol>`,
  );
}
