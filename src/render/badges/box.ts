import type { BoxRow, BoxView } from '../../core/view/badge.ts';
import type { Font } from '../diagram/text.ts';
import type { Words } from '../words/words.ts';
import { cutToWidth, lineOf, linesOf, usualWidth } from './measure.ts';
import { darkStyle } from './palette.ts';
import { glyph, ground, line, number, stateColour, svgFile } from './svg.ts';
import { boxFoot, boxStamp, boxTitle, stateWord } from './words.ts';

/** User units, which are CSS pixels unless who embeds it says otherwise. */
const WIDTH = 280;
const PAD = 18;
const RIGHT = WIDTH - PAD;
const INNER = WIDTH - 2 * PAD;
const RADIUS = 8;
/** Half of the border's line lies inside. */
const EDGE = 0.5;

const HEADING: Font = { size: 16, bold: true };
const SMALL: Font = { size: 12, bold: false };
const NAME: Font = { size: 14, bold: false };
const WORD: Font = { size: 13, bold: true };

const HEADING_MIDDLE = 26;
const STAMP_MIDDLE = 47;
const HEAD_HEIGHT = 63;
const ROW = 34;
const NAME_LINE = 18;
const MAX_NAME_LINES = 3;
const FOOT_HEIGHT = 36;
const GLYPH = 16;
const NAME_X = PAD + GLYPH + 10;
const WORD_GAP = 12;
/** Words of a theme may be longer than ours; a longer one is drawn narrower, never cut. */
const MAX_WORD = 112;

/** The System Status box of the seed of all this, as one picture: heading, time, a light and a word for each service. */
export function boxSvg(view: BoxView, words: Words): string {
  const parts: string[] = [];
  let y = HEAD_HEIGHT;
  for (const row of view.rows) {
    const drawn = serviceRow(row, y, words);
    parts.push(...drawn.parts);
    y += drawn.height;
  }
  const foot = [
    ...(view.unlisted === 0 ? [] : [lineOf(words.text('box.unlisted', { count: view.unlisted }))]),
    boxFoot(view, words),
  ].filter((text) => text !== '');
  for (const text of foot) {
    parts.push(separator(y), small(text, y + FOOT_HEIGHT / 2));
    y += FOOT_HEIGHT;
  }
  const severities = view.rows.map(({ severity }) => severity);
  return svgFile({
    width: WIDTH,
    height: y,
    locale: words.locale,
    title: boxTitle(view, words),
    style: darkStyle(severities, ['page', 'ink', 'quiet', 'rule'], false),
    parts: [
      `<rect ${ground('page')} width="${String(WIDTH)}" height="${number(y)}" rx="${String(RADIUS)}" fill="currentColor"/>`,
      `<rect ${ground('rule')} x="${String(EDGE)}" y="${String(EDGE)}" width="${number(WIDTH - 2 * EDGE)}" height="${number(y - 2 * EDGE)}" rx="${number(RADIUS - EDGE)}" fill="none" stroke="currentColor"/>`,
      heading(lineOf(words.text('services.heading'))),
      small(boxStamp(view, words), STAMP_MIDDLE),
      ...parts,
    ],
  });
}

function heading(text: string): string {
  const fitted = cutToWidth(text, HEADING, INNER);
  return line({ text: fitted, font: HEADING, colour: ground('ink'), x: PAD, y: HEADING_MIDDLE, room: INNER });
}

function small(text: string, y: number): string {
  const fitted = cutToWidth(text, SMALL, INNER);
  return line({ text: fitted, font: SMALL, colour: ground('quiet'), x: PAD, y, room: INNER });
}

function separator(y: number): string {
  return `<path ${ground('rule')} d="M${String(PAD)} ${number(y + EDGE)}H${String(RIGHT)}" stroke="currentColor"/>`;
}

function serviceRow(
  { name, severity }: BoxRow,
  top: number,
  words: Words,
): { readonly parts: readonly string[]; readonly height: number } {
  const word = stateWord(severity, words);
  const wordRoom = Math.min(MAX_WORD, Math.ceil(usualWidth(word, WORD)));
  const room = RIGHT - wordRoom - WORD_GAP - NAME_X;
  const lines = linesOf(lineOf(name), NAME, room, MAX_NAME_LINES);
  const middle = top + ROW / 2;
  return {
    height: ROW + Math.max(0, lines.length - 1) * NAME_LINE,
    parts: [
      separator(top),
      glyph(severity, PAD + GLYPH / 2, middle, GLYPH),
      ...lines.map((text, index) =>
        line({ text, font: NAME, colour: ground('ink'), x: NAME_X, y: middle + index * NAME_LINE, room }),
      ),
      line({
        text: word,
        font: WORD,
        colour: stateColour(severity),
        x: RIGHT,
        y: middle,
        fromRight: true,
        room: wordRoom,
      }),
    ],
  };
}
