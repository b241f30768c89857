import type { FileContext } from '../../../src/core/compose/reading.ts';
import { composeUpdate } from '../../../src/core/compose/update.ts';
import type { Composed, Refused, UpdateRequest } from '../../../src/core/compose/update.ts';
import { createZone } from '../../../src/core/parse/zone.ts';

export const LONDON: FileContext = {
  file: 'incidents/2010-08-31-website-slowdown.md',
  timezone: 'Europe/London',
  locale: 'en-GB',
};

/** `at('2010-08-31 23:10')`: an instant by the clock in the context's zone; of a time that comes twice the first. */
export function at(text: string, { timezone, locale }: FileContext = LONDON): number {
  const [day = '', clock = '00:00'] = text.split(' ');
  const [hour = '0', minute = '0'] = clock.split(':');
  return createZone(timezone, locale).toInstant(day, Number(hour) * 60 + Number(minute)).at;
}

export type Wanted = Omit<UpdateRequest, 'at'> & { readonly when: string };

export function update(text: string, { when, ...request }: Wanted, context = LONDON): Composed | Refused {
  return composeUpdate(text, { ...request, at: at(when, context) }, context);
}

/** The composed text; a refusal fails the test with its reason. */
export function updated(text: string, wanted: Wanted, context = LONDON): string {
  const result = update(text, wanted, context);
  if (!result.ok) throw new Error(`refused: ${result.problem}`);
  return result.text;
}
