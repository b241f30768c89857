import type { AffectView, EffectsView } from '../../src/core/view/entry.ts';
import type { Kit } from '../kit.ts';

/** `Web Access down; Client Access works` */
export function effectsText(affects: readonly AffectView[], { words }: Kit): string {
  return affects
    .map(({ name, severity }) => words.text(`effect.${severity}`, { name }))
    .join(words.text('effect.separator'));
}

/** Everything staff say of services and mail, as sentences. */
export function effectsSentences(effects: EffectsView, kit: Kit): readonly string[] {
  const affects = effectsText(effects.affects, kit);
  const mail = effects.mail === undefined ? '' : kit.words.mail(effects.mail);
  return [affects === '' ? '' : kit.words.text('effect.sentence', { effects: affects }), mail].filter(
    (text) => text !== '',
  );
}
