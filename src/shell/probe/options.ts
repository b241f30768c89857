import net from 'node:net';
import * as z from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../core/model/time.ts';
import { duration } from '../../core/parse/schema-scalars.ts';

/*
 * The small pieces that the options of probe kinds are made of. As in the topology's own schema, an error text completes
 * the sentence "…, expected …", and a description is what editors and docs/probes.md say of an option.
 */

/** What one connection leads to. */
export interface Target {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Undefined where either will do; then IPv4 is preferred. */
  readonly family?: 4 | 6 | undefined;
}

/** Whose word counts in a TLS handshake. */
export interface Trust {
  readonly verify: boolean;
  /** A file of certificates, in place of the authorities that Node knows. */
  readonly ca?: string | undefined;
  /** The name the certificate has to be for; the host itself where it is not given. */
  readonly servername?: string | undefined;
}

const MAX_PORT = 65_535;
const MAX_HOST_LENGTH = 253;
const MAX_TEXT_LENGTH = 1_000;
const MAX_PATH_LENGTH = 1_000;
/** A check that waits longer than this is no check any more. */
const MAX_TIMEOUT_MS = 2 * MINUTE_MS;

const HOST_PATTERN = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;
const HOST_EXPECTED = 'a host name or an address, such as gw1.internal, 192.0.2.7 or 2001:db8::7';
const PORT_EXPECTED = `a port from 1 to ${String(MAX_PORT)}`;

/** Output: without brackets. */
const hostText = () =>
  z
    .string(HOST_EXPECTED)
    .max(MAX_HOST_LENGTH, HOST_EXPECTED)
    .refine((text) => readHost(text) !== undefined, HOST_EXPECTED)
    .transform((text) => readHost(text) ?? text);

function readHost(text: string): string | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (net.isIPv6(bare)) return bare;
  return bare === text && HOST_PATTERN.test(text) ? text : undefined;
}

export const host = () => hostText().describe('A host name, or an address.');

const portNumber = () => z.int(PORT_EXPECTED).min(1, PORT_EXPECTED).max(MAX_PORT, PORT_EXPECTED);

export const port = (defaultWords: string) => portNumber().optional().describe(`Default: ${defaultWords}.`);

export const requiredPort = () => portNumber().describe('It has to be given.');

export const family = () =>
  z
    .literal([4, 6], '4 or 6')
    .optional()
    .describe(
      '4 or 6: look up and use addresses of this kind only. Default: IPv4 where there is one, else IPv6.',
    );

/** A time limit; the output is in milliseconds. */
export const limit = (defaultText: string, meaning: string) =>
  duration(SECOND_MS, MAX_TIMEOUT_MS).prefault(defaultText).describe(`${meaning} Default: ${defaultText}.`);

export const connectLimit = () =>
  limit('5s', 'How long the connection may take; a TLS handshake gets as long again.');

/** One line of text that may be empty nowhere. */
export const text = (meaning: string) =>
  z
    .string('text')
    .min(1, 'some text')
    .max(MAX_TEXT_LENGTH, `at most ${String(MAX_TEXT_LENGTH)} characters`)
    .describe(meaning);

const PATH_EXPECTED = 'the path of a file that begins with /';

/** A file of this machine, wherever the site is. */
export const filePath = () =>
  z
    .string(PATH_EXPECTED)
    .regex(/^\/[^\0]+$/, PATH_EXPECTED)
    .max(MAX_PATH_LENGTH, PATH_EXPECTED);

/** The options of every kind that can speak TLS. */
export const trustShape = () => ({
  verify: z
    .boolean('true or false')
    .default(true)
    .describe('false: believe any certificate. `check` keeps warning of it. Default: true.'),
  ca: z
    .string(PATH_EXPECTED)
    .regex(/^\//, PATH_EXPECTED)
    .max(MAX_PATH_LENGTH, PATH_EXPECTED)
    .optional()
    .describe('A PEM file of the authorities to believe, in place of those that Node knows.'),
  servername: hostText()
    .optional()
    .describe('The name that is asked for and that the certificate has to be for. Default: the host.'),
});

export interface TrustInput {
  readonly verify: boolean;
  readonly ca?: string | undefined;
  readonly servername?: string | undefined;
}

export const trustOf = ({ verify, ca, servername }: TrustInput): Trust => ({ verify, ca, servername });

/** What `check` says of a kind that speaks TLS without looking at the certificate. */
export const UNVERIFIED_ADVICE =
  'does not verify the certificate (verify: false), so it cannot tell the server from an impostor';

/** What a short form `host` or `host:port` says; undefined for anything else. An IPv6 address needs its brackets. */
export function readTarget(written: string): { host: string; port?: number | undefined } | undefined {
  const [, name = '', digits] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(written) ?? [];
  const found = readHost(name);
  if (found === undefined) return undefined;
  if (digits === undefined) return { host: found };
  const number = Number(digits);
  return number >= 1 && number <= MAX_PORT ? { host: found, port: number } : undefined;
}

/** What a short form has to look like; with the example of a kind. */
export const targetExpected = (example: string) =>
  `a host with or without a port, such as ${example} (an IPv6 address in brackets), or a mapping`;

/**
 * A schema that takes a short form (a text that `read` turns into what the long form takes) or the long form itself.
 * @param expected completes "expected …", for what is neither
 */
export function shortOrLong<Output, Input>(
  expected: string,
  read: (written: string) => Input | undefined,
  long: z.ZodType<Output, Input>,
) {
  const short = z.string(expected).transform((written, context) => {
    const found = read(written);
    if (found === undefined) context.addIssue({ code: 'custom', message: expected });
    return found;
  });
  // What is undefined does not come through: it is an issue.
  return z.union([z.pipe(short as z.ZodType<Input, string>, long), long], expected);
}
