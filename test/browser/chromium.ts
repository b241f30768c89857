import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Value of SIGNALBOX_CHROMIUM that asks for the browser `npm ci` brought, even where the system has its own. */
const BUNDLED = 'bundled';

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const SYSTEM_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const LAUNCH_TIMEOUT_MS = 30_000;
const UNPACK_TIMEOUT_MS = 120_000;

/** One browser that may start: what to call it in a message, its program, and what its environment needs. */
interface Candidate {
  readonly name: string;
  readonly executablePath: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A started browser and where it came from. */
export interface Launched {
  readonly browser: Browser;
  /** For messages: `SIGNALBOX_CHROMIUM`, `system` or `bundled`, with the program's path. */
  readonly name: string;
}

/**
 * Starts the first Chromium that can be started: the one SIGNALBOX_CHROMIUM names (a path, or `bundled`),
 * else the system's, else the one that came with `npm ci`. Where none starts it throws with every attempt's
 * reason: a page nobody looked at is not a page that works.
 */
export async function launchChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Launched> {
  const failures: string[] = [];
  for (const find of finders(env)) {
    try {
      const candidate = await find();
      if (candidate !== undefined) return { browser: await start(candidate, env), name: candidate.name };
    } catch (error) {
      failures.push(firstLines(error));
    }
  }
  throw new Error(
    [
      'No Chromium could be started, so the pages could not be tested.',
      ...failures.map((failure) => `  - ${failure}`),
      'Install Chromium, or name one: SIGNALBOX_CHROMIUM=/path/to/chromium npm test',
    ].join('\n'),
  );
}

type Finder = () => Candidate | undefined | Promise<Candidate | undefined>;

function finders(env: Readonly<Record<string, string | undefined>>): readonly Finder[] {
  const named = env['SIGNALBOX_CHROMIUM'];
  if (named === BUNDLED) return [bundled];
  // Whoever names a browser wants that one: another in its place would hide a typing error.
  if (named !== undefined && named !== '') {
    return [() => ({ name: `SIGNALBOX_CHROMIUM (${named})`, executablePath: named })];
  }
  return [() => system(env['PATH'] ?? ''), bundled];
}

async function start(
  candidate: Candidate,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath: candidate.executablePath,
      // CI often runs as root in a container, where Chromium's own sandbox cannot start; only our own pages are opened.
      chromiumSandbox: false,
      args: ['--font-render-hinting=none', '--disable-dev-shm-usage'],
      env: { ...defined(env), ...candidate.env },
      timeout: LAUNCH_TIMEOUT_MS,
    });
  } catch (cause) {
    throw new Error(`${candidate.name}: ${firstLines(cause)}`, { cause });
  }
}

function system(path: string): Candidate | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const paths = [
    ...SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...SYSTEM_PATHS,
  ];
  const executablePath = paths.find(isExecutable);
  return executablePath === undefined ? undefined : { name: `system (${executablePath})`, executablePath };
}

/**
 * The Chromium inside the npm package `@sparticuz/chromium`. It is made for Lambda: packed with brotli, unpacked on
 * first use, and carrying NSS and a font for systems that have none. Those of its libraries come first on
 * LD_LIBRARY_PATH, and its font is added to those of the system.
 */
async function bundled(): Promise<Candidate> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `bundled: @sparticuz/chromium is for Linux on x64, this is ${process.platform} on ${process.arch}`,
    );
  }
  const folder = await unpacked();
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''];
  return {
    name: `bundled (${folder})`,
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.filter((path) => path !== '').join(delimiter),
      FONTCONFIG_FILE: join(folder, 'signalbox-fonts.conf'),
    },
  };
}

/** Folder with the unpacked browser; inside `node_modules`, so that nobody else can put a program there and `npm ci` clears it. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(
    await readFile(join(ROOT, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  ) as { version: string };
  const cache = join(ROOT, 'node_modules/.cache/signalbox');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  // Unpacked aside and renamed: two test files that start at once must not see half a browser.
  const aside = await mkdtemp(join(cache, 'unpacking-'));
  await unpackInto(aside);
  await writeFile(join(aside, 'signalbox-fonts.conf'), fontsConfig(join(folder, 'fonts')));
  try {
    await rename(aside, folder);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw new Error(`bundled: cannot unpack to ${folder}`, { cause });
  }
  return folder;
}

async function unpackInto(folder: string): Promise<void> {
  await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('unpack-chromium.js', import.meta.url))],
    {
      env: { PATH: process.env['PATH'], TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
      timeout: UNPACK_TIMEOUT_MS,
    },
  );
}

function fontsConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}</dir>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Playwright's messages go on with a long log; its beginning and the browser's own words are enough to act on. */
function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter(
    (line, index) => index === 0 || /error while loading|cannot open|No such file/i.test(line),
  );
  return telling.slice(0, 3).join(' ');
}
