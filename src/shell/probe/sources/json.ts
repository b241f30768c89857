import * as z from 'zod';
import type { Instant } from '../../../core/model/time.ts';
import { engineClock } from './engine-clock.ts';
import type { EngineClock } from './engine-clock.ts';
import { nameNotes } from './engine-names.ts';
import {
  askGoodJson,
  hasOneSecret,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
  overHttp,
} from './http-source.ts';
import type { HttpSource } from './http-source.ts';
import { readJsonFile } from './json-file.ts';
import { mappingOf, mappingShape, readMapped } from './json-mapping.ts';
import type { Mapping } from './json-mapping.ts';
import { filePath } from '../options.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import type { SourceKind, SourceOptions, SourceWorld } from './source-kind.ts';

const ONE_PLACE = 'an address in "url", or a path in "file", and not both';
const NOT_OF_A_FILE = 'no user, password or token beside it: nobody asks who reads a file';

const { url, ...http } = httpSourceShape();

const file = filePath()
  .optional()
  .describe('A file to read in place of an address. Whoever writes it should rename a finished file to it.');

export interface JsonOptions extends SourceOptions {
  readonly from: { readonly http: HttpSource } | { readonly file: string };
  readonly mapping: Mapping;
}

export const json: SourceKind<JsonOptions> = {
  name: 'json',
  about: 'Any JSON over HTTP or in a file, with a declared mapping.',
  options: z
    .strictObject({
      url: url.optional(),
      file,
      ...http,
      ...sourceShape(),
      ...mappingShape(),
    })
    .refine((written) => (written.url === undefined) !== (written.file === undefined), {
      path: ['url'],
      error: ONE_PLACE,
    })
    .refine(
      ({ url: address, user, ...written }) =>
        address === undefined || hasOneSecret({ url: address, user, ...written }),
      ONE_SECRET,
    )
    .refine(
      ({ file: path, user, password, password_file: passwordFile, token, token_file: tokenFile }) =>
        path === undefined ||
        [user, password, passwordFile, token, tokenFile].every((secret) => secret === undefined),
      { path: ['file'], error: NOT_OF_A_FILE },
    )
    .transform((written): JsonOptions => ({
      ...sourceOptionsOf(written),
      mapping: mappingOf(written),
      from:
        written.url === undefined
          ? { file: written.file ?? '' }
          : { http: httpSourceOf({ ...written, url: written.url }, written.timeout) },
    })),
  ...overHttp<JsonOptions>(({ from }) => ('http' in from ? from.http : undefined)),
  async ask(options, world) {
    const { answer, clock, now } = await answerOf(options, world);
    const { reports, boots, notes } = readMapped(answer, options.mapping, {
      wanted: world.names,
      clock,
      now,
    });
    const told = new Set(reports.map(({ name }) => name));
    return { reports, boots, notes: [...clock.notes, ...notes, ...nameNotes(options, told)] };
  },
};

interface Answer {
  readonly answer: unknown;
  readonly clock: EngineClock;
  readonly now: Instant;
}

async function answerOf({ from }: JsonOptions, world: SourceWorld): Promise<Answer> {
  const reply =
    'http' in from
      ? await askGoodJson(from.http, { path: '' }, world)
      : { json: await readJsonFile(from.file), sentAt: undefined };
  const now = Math.floor(world.now());
  return { answer: reply.json, clock: engineClock(from, reply.sentAt, now), now };
}
