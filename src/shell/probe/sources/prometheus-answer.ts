import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { cleanText } from '../../../core/parse/clean-text.ts';
import { isMapping } from '../../../core/parse/value-words.ts';
import { ProbeFailure } from '../failure.ts';
import { statusWords } from './http-source.ts';
import type { JsonReply } from './http-source.ts';

/** One line of an instant vector. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Which series it is, whatever its metric: the same in the answer that tells its age. */
  readonly key: string;
  /** A number as text; may be `NaN` or `+Inf`. Empty where it is none, such as a histogram. */
  readonly value: string;
}

/** The answer to one query. */
export interface Vector {
  readonly series: readonly Series[];
  /** When it was worked out, by the engine's clock; not when the samples were taken. NaN where there are none. */
  readonly evaluatedAt: Instant;
  /** Why it is not whole, where the engine says that it is not. */
  readonly shortfall: string | null;
}

/** Of a kind of error. */
const WORD = /^\w{1,40}$/;
const MAX_SAID_LENGTH = 2_000;

/**
 * What the engine said. Not yet cut to what a log wants: that comes after secrets are taken out of it, and half a secret
 * would not be known for one.
 */
export function said(text: string): string {
  return `"${cleanText(text, MAX_SAID_LENGTH)}"`;
}

function beginningOf(json: unknown): string {
  return said(JSON.stringify(json) ?? '');
}

/**
 * Everybody who speaks this protocol writes other words into an error, so none of them is understood: what is no success
 * is a failure. @throws ProbeFailure for whatever is no vector
 */
export function readVector({ status, json }: JsonReply): Vector {
  if (!isMapping(json)) throw bad(status === 200 ? noAnswer(json) : statusWords(status));
  if (json['status'] !== 'success') throw bad(errorWords(status, json));
  if (status !== 200) throw bad(statusWords(status));
  const { data } = json;
  if (!isMapping(data)) throw bad(noAnswer(json));
  if (data['resultType'] !== 'vector')
    throw bad(`its answer is no instant vector but ${said(String(data['resultType']))}`);
  const { result } = data;
  if (!Array.isArray(result)) throw bad(noAnswer(json));
  const series = result.map(readSeries);
  return { series, evaluatedAt: evaluationOf(result), shortfall: shortfallOf(json) };
}

const bad = (detail: string) => new ProbeFailure('bad-reply', detail);

function noAnswer(json: unknown): string {
  return json === undefined
    ? 'its answer is no JSON'
    : `its answer is none of this protocol: ${beginningOf(json)}`;
}

function errorWords(status: number, json: Readonly<Record<string, unknown>>): string {
  const { error, errorType } = json;
  if (typeof error !== 'string') return status === 200 ? noAnswer(json) : statusWords(status);
  const type = typeof errorType === 'string' && WORD.test(errorType) ? `${errorType}: ` : '';
  return `it answered with the status ${String(status)} (${type}${said(error)})`;
}

function readSeries(entry: unknown): Series {
  const { metric, value }: Readonly<Record<string, unknown>> = isMapping(entry) ? entry : {};
  if (!isMapping(metric) || !Object.values(metric).every((label) => typeof label === 'string'))
    throw bad(`a series in its answer has no labels: ${beginningOf(entry)}`);
  const told: unknown = Array.isArray(value) ? value[1] : undefined;
  const labels = metric as Series['labels'];
  return { labels, key: keyOf(labels), value: typeof told === 'string' ? told : '' };
}

/** Labels that do not tell one series from another of the same name. */
const NO_IDENTITY: readonly string[] = ['__name__', 'alertstate'];

function keyOf(labels: Series['labels']): string {
  let key = '';
  for (const name of Object.keys(labels).sort())
    if (!NO_IDENTITY.includes(name)) key += `${name}\0${labels[name] ?? ''}\0`;
  return key;
}

/** All series of an instant vector carry the same time. @throws ProbeFailure where none carries one */
function evaluationOf(result: readonly unknown[]): Instant {
  if (result.length === 0) return NaN;
  for (const entry of result) {
    const { value, histogram = value }: Readonly<Record<string, unknown>> = isMapping(entry) ? entry : {};
    const seconds: unknown = Array.isArray(histogram) ? histogram[0] : undefined;
    if (Number.isFinite(seconds)) return Math.round(Number(seconds) * SECOND_MS);
  }
  throw bad(`nothing in its answer has a time: ${beginningOf(result[0])}`);
}

/** What is remarked about the query alone, `infos`, takes nothing from the answer. */
function shortfallOf({ warnings, isPartial }: Readonly<Record<string, unknown>>): string | null {
  if (Array.isArray(warnings) && warnings.length > 0) return `it warns: ${said(String(warnings[0]))}`;
  return isPartial === true ? 'it says that some of its storage did not answer' : null;
}
