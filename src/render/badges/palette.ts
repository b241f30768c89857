import { SEVERITIES } from '../../core/model/severity.ts';
import type { Severity } from '../../core/model/severity.ts';

/** A colour in both schemes. */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

/**
 * The colours of templates/style/tokens.css, which a picture on another site does not see. A test holds the two together.
 * The order is that of the classes in the pictures' stylesheet.
 */
export const GROUNDS = {
  page: { light: '#ffffff', dark: '#121417' },
  ink: { light: '#16191d', dark: '#e9ebee' },
  quiet: { light: '#565d66', dark: '#a2aab4' },
  rule: { light: '#dde1e5', dark: '#2c3137' },
} as const satisfies Readonly<Record<string, Shade>>;

export type Ground = keyof typeof GROUNDS;

/** Of a light and its word. */
export const STATES: Readonly<Record<Severity, Shade>> = {
  operational: { light: '#14703c', dark: '#62cc8d' },
  maintenance: { light: '#2a5db0', dark: '#8fb6ff' },
  unknown: { light: '#5b626b', dark: '#a8b0ba' },
  degraded: { light: '#855500', dark: '#eebd4b' },
  partial: { light: '#ad4208', dark: '#ff9c5e' },
  down: { light: '#b3211f', dark: '#ff8a82' },
};

/** Behind a word in that state's colour. */
export const TINTS: Readonly<Record<Severity, Shade>> = {
  operational: { light: '#eaf5ee', dark: '#14241b' },
  maintenance: { light: '#ebf1fb', dark: '#161f30' },
  unknown: { light: '#eff1f3', dark: '#1c2025' },
  degraded: { light: '#fdf3dc', dark: '#2a2212' },
  partial: { light: '#fdeee3', dark: '#2c1d13' },
  down: { light: '#fcebea', dark: '#301718' },
};

/** Class of an element of a picture → its colour. */
function classesOf(severities: readonly Severity[], grounds: readonly Ground[], tinted: boolean) {
  return [
    ...grounds.map((ground) => [ground, GROUNDS[ground]] as const),
    ...severities.map((severity) => [severity, STATES[severity]] as const),
    ...(tinted ? severities.map((severity) => [`${severity}-tint`, TINTS[severity]] as const) : []),
  ];
}

/**
 * What a picture needs to be readable in the dark. The colours of daylight stand on the elements themselves, so that a
 * picture whose stylesheet nobody reads is a picture all the same.
 */
export function darkStyle(
  severities: Iterable<Severity>,
  grounds: readonly Ground[],
  tinted: boolean,
): string {
  const used = new Set(severities);
  const classes = classesOf(
    SEVERITIES.filter((severity) => used.has(severity)),
    grounds,
    tinted,
  );
  const rules = classes.map(([name, { dark }]) => `.sb-${name}{color:${dark}}`).join('');
  return `@media(prefers-color-scheme:dark){${rules}}`;
}
