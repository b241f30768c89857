/** `npx tsx test/browser/screenshots.ts OUTDIR BUILTDIR…`: PNGs of the pages that matter, at every width, light and dark. */
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pagePaths } from './built-files.ts';
import { launchChromium } from './chromium.ts';
import { COLOUR_SCHEMES, Visitor } from './page-checks.ts';
import { serveFolder } from './static-server.ts';

const WIDTHS = [360, 768, 1280];
/** Archives hold hundreds of pages that look alike: of these the newest few are enough. */
const OLD_PAGES: readonly { all(path: string): boolean; kept: number }[] = [
  { all: (path) => path.startsWith('/incidents/'), kept: 3 },
  { all: (path) => /^\/history\/.+/.test(path), kept: 1 },
  { all: (path) => /^\/timeline\/\d{4}-/.test(path), kept: 2 },
  { all: (path) => /^\/timeline\/\d{4}\//.test(path), kept: 1 },
];

const [outDir, ...builtDirs] = process.argv.slice(2);
if (outDir === undefined || builtDirs.length === 0) {
  process.stderr.write('usage: npx tsx test/browser/screenshots.ts OUTDIR BUILTDIR…\n');
  process.exit(2);
}

const { browser, name } = await launchChromium();
process.stdout.write(`${name}\n`);
try {
  for (const folder of builtDirs.map((path) => resolve(path))) await photograph(folder, outDir);
} finally {
  await browser.close();
}

async function photograph(folder: string, target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  const server = await serveFolder(folder);
  const visitor = await Visitor.open(browser, server.origin);
  for (const path of chosen(pagePaths(folder))) {
    await visitor.go(path);
    for (const width of WIDTHS) {
      for (const colourScheme of COLOUR_SCHEMES) {
        await visitor.look({ width, colourScheme });
        const file = join(
          target,
          `${basename(folder)}${path.replaceAll('/', '_')}-${width}-${colourScheme}.png`,
        );
        await visitor.page.screenshot({ path: file, fullPage: true });
        process.stdout.write(`${file}\n`);
      }
    }
  }
  await visitor.close();
  await server.close();
}

function chosen(paths: readonly string[]): readonly string[] {
  return paths.filter(
    (path) => !OLD_PAGES.some(({ all, kept }) => paths.filter(all).slice(0, -kept).includes(path)),
  );
}
