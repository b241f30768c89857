import { EN } from './en.ts';
import { EN_API } from './en-api.ts';
import { EN_BADGES } from './en-badges.ts';
import { EN_DIAGRAM } from './en-diagram.ts';
import { EN_FEEDS } from './en-feeds.ts';
import { EN_INTERFACE } from './en-interface.ts';
import { EN_RECORD } from './en-record.ts';
import { EN_TEXT } from './en-text.ts';
import { EN_TIMELINE } from './en-timeline.ts';

/** The plural categories of CLDR; a language uses some of them, English `one` and `other` (and `two`, `few` for ordinals). */
export const PLURAL_CATEGORIES = [
  'zero',
  'one',
  'two',
  'few',
  'many',
  'other',
] as const satisfies readonly Intl.LDMLPluralRule[];

/** One text for each plural category of the locale; `other` stands in for those that are missing. Chosen by `{count}`. */
export type PluralText = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** A string of the message table: plain text with `{placeholders}`, never HTML. */
export type MessageText = string | PluralText;

export type MessageTable = Readonly<Record<string, MessageText>>;

export type MessageArgs = Readonly<Record<string, string | number>>;

/** Every string the site prints that no owner and no staff wrote. A locale or a theme overrides any of them by key. */
export const MESSAGES = {
  ...EN,
  ...EN_API,
  ...EN_BADGES,
  ...EN_DIAGRAM,
  ...EN_FEEDS,
  ...EN_INTERFACE,
  ...EN_RECORD,
  ...EN_TEXT,
  ...EN_TIMELINE,
} as const;

export type MessageKey = keyof typeof MESSAGES;

const PLACEHOLDER = /\{([A-Za-z]\w*)\}/g;

/** The texts of a message, one for each plural category it has. */
export function variantsOf(message: MessageText): readonly string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

/** Names of the placeholders in a text, in order of first appearance. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** Puts the arguments in, in one pass: a `{name}` inside an argument stays text. A placeholder without an argument is a bug and throws. */
export function fill(text: string, args: MessageArgs, printNumber: (value: number) => string): string {
  // Most texts have none, and there are thousands of them on a page.
  if (!text.includes('{')) return text;
  return text.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) throw new Error(`the message "${text}" needs {${name}}, which was not given`);
    return typeof value === 'number' ? printNumber(value) : value;
  });
}
