import type { Phase } from '../model/incident.ts';
import { effectsLine } from './effects-text.ts';
import { beginsWithBlock } from './safe-text.ts';
import type { UpdateRequest } from './update.ts';

/**
 * The ways to write an update after its mark: phase, text and effects, on the mark's line or on the lines below it.
 * @param wanted its text is already escaped, and empty only when there is a phase
 */
export function bodiesOf(
  wanted: Pick<UpdateRequest, 'text' | 'phase' | 'affects' | 'mail'>,
): readonly string[] {
  const { text, phase } = wanted;
  const effects = effectsLine(wanted.affects, wanted.mail);
  // After a list or a quote the effects need a blank line, or they would belong to it.
  const ending = effects === '' ? '' : `${text.includes('\n') ? '\n' : ''}\n${effects}`;
  if (text === '') return [` ${phase === undefined ? '' : `${capitalised(phase)}.`}${ending}`];
  const word = phase === undefined ? '' : ` ${capitalised(phase)}:`;
  const inline = `${word} ${text}`;
  const below = `${word}\n${text}`;
  const itself = phase !== undefined && text.toLowerCase().startsWith(phase) ? [` ${text}`] : [];
  const ways = beginsWithBlock(text) ? [below, inline] : [...itself, inline, below];
  return ways.map((way) => way + ending);
}

function capitalised(phase: Phase): string {
  return phase.charAt(0).toUpperCase() + phase.slice(1);
}
