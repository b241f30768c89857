import type { Severity } from '../../core/model/severity.ts';
import type { Font } from '../diagram/text.ts';
import { GLYPHS } from '../glyphs.ts';
import { xmlText } from '../xml.ts';
import { usualWidth } from './measure.ts';
import { GROUNDS, STATES, TINTS } from './palette.ts';
import type { Ground } from './palette.ts';

/** The faces of pages; a picture cannot bring one of its own. */
const FACE = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/** Of the square glyphs are drawn in. */
const GLYPH_SIZE = 16;
/** Half the height of capitals, in parts of the font size: from a line's middle down to its foot. */
const HALF_CAPITAL = 0.36;

/** Hebrew, Arabic and the other scripts that run from right to left. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Mandaic}\p{Script=Samaritan}]/u;

export interface Picture {
  /** User units, and CSS pixels unless who embeds it says otherwise. */
  readonly width: number;
  readonly height: number;
  /** BCP 47, of the words in it. */
  readonly locale: string;
  /** What those hear who do not see it, where the picture stands in a page as it is. */
  readonly title: string;
  readonly style: string;
  readonly parts: readonly string[];
}

/** One whole SVG: nothing outside it is referred to, nothing in it runs. */
export function svgFile({ width, height, locale, title, style, parts }: Picture): string {
  const [w, h] = [number(width), number(height)];
  const label = xmlText(title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${label}" xml:lang="${xmlText(locale)}" font-family="${FACE}">`,
    `<title>${label}</title>`,
    `<style>${style}</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** A colour that is another one in the dark: for elements drawn in `currentColor`. */
export function ground(name: Ground): string {
  return `class="sb-${name}" color="${GROUNDS[name].light}"`;
}

export function stateColour(severity: Severity): string {
  return `class="sb-${severity}" color="${STATES[severity].light}"`;
}

export function tint(severity: Severity): string {
  return `class="sb-${severity}-tint" color="${TINTS[severity].light}"`;
}

/** The light of a state, in a square of `size` around `x`, `y`. */
export function glyph(severity: Severity, x: number, y: number, size: number): string {
  const scale = size === GLYPH_SIZE ? '' : ` scale(${number(size / GLYPH_SIZE)})`;
  const paths = GLYPHS[severity].paths.map(({ d, line }) =>
    line === undefined
      ? `<path d="${d}" fill="currentColor" fill-rule="evenodd"/>`
      : `<path d="${d}" fill="none" stroke="currentColor" stroke-width="${String(line)}" stroke-linecap="round"/>`,
  );
  return `<g ${stateColour(severity)} transform="translate(${number(x)} ${number(y)})${scale}">${paths.join('')}</g>`;
}

export interface Line {
  readonly text: string;
  readonly font: Font;
  /** The class and colour it is drawn in. */
  readonly colour: string;
  /** Its left end, or where `fromRight` its right end. */
  readonly x: number;
  /** The middle of its capitals. */
  readonly y: number;
  readonly fromRight?: boolean;
  /** It is drawn no wider, whatever face there is. */
  readonly room: number;
}

/**
 * One line of text. It is given its length, so that every face takes the same and none goes over the edge: what system
 * draws it, and with what, nobody knows.
 */
export function line({ text, font, colour, x, y, fromRight = false, room }: Line): string {
  const length = number(Math.min(usualWidth(text, font), room));
  const rightToLeft = RIGHT_TO_LEFT.test(text);
  // Where a text runs the other way its end is on the left.
  const anchor = rightToLeft === fromRight ? '' : ' text-anchor="end"';
  const direction = rightToLeft ? ' direction="rtl"' : '';
  const weight = font.bold ? ' font-weight="600"' : '';
  const foot = y + font.size * HALF_CAPITAL;
  return `<text ${colour} x="${number(x)}" y="${number(foot)}"${anchor}${direction} font-size="${number(font.size)}"${weight} fill="currentColor" textLength="${length}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`;
}

/** To hundredths, which no eye tells apart. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}
