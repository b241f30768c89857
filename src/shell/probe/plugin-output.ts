import { cleanText } from '../../core/parse/clean-text.ts';
import type { Measurement } from './kind.ts';

/*
 * What a Nagios plug-in prints: a line of text, behind a bar its performance data; then, maybe, more lines of text, and
 * behind another bar more data. Performance data is `label=value[unit];[warn];[crit];[min];[max]`, separated by spaces;
 * a label with spaces stands in single quotes, which are doubled inside.
 */

const MAX_TEXT_LENGTH = 200;
const MAX_LABEL_LENGTH = 100;
const MAX_MEASUREMENTS = 50;
/** Of performance data; reading hostile data costs the square of this. */
const MAX_DATA_LENGTH = 4_096;

interface PluginOutput {
  /** The first line, as people read it. */
  readonly text: string;
  readonly measured: readonly Measurement[];
}

export function readPluginOutput(output: string): PluginOutput {
  const [first = '', ...rest] = output.split('\n');
  const [text, data] = splitAtBar(first);
  const [, more] = splitAtBar(rest.join('\n'));
  return { text: cleanText(text, MAX_TEXT_LENGTH), measured: readPerformanceData(`${data} ${more}`) };
}

function splitAtBar(text: string): readonly [string, string] {
  const at = text.indexOf('|');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A number may have a comma in countries that write it so; `U` is a value that could not be had. */
const MEASUREMENT =
  /(?:'((?:[^']|'')*)'|([^\s=']+))=(U|-?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)([A-Za-z%]*)[^\s]*/g;

function readPerformanceData(data: string): Measurement[] {
  const found: Measurement[] = [];
  for (const [, quotedLabel, plainLabel = '', value = '', unit = ''] of data
    .slice(0, MAX_DATA_LENGTH)
    .matchAll(MEASUREMENT)) {
    if (found.length >= MAX_MEASUREMENTS) break;
    const label = cleanText(quotedLabel?.replaceAll("''", "'") ?? plainLabel, MAX_LABEL_LENGTH);
    found.push({ label, value: value === 'U' ? null : Number(value.replace(',', '.')), unit });
  }
  return found;
}
