import { isFault } from '../../core/model/severity.ts';
import type { BadgeView } from '../../core/view/badge.ts';
import type { Words } from '../words/words.ts';
import { lineOf } from './measure.ts';
import { STATES } from './palette.ts';
import { badgeMessage } from './words.ts';

/** The least shields.io takes; it asks no more often whatever is said. */
const CACHE_SECONDS = 300;

/**
 * What shields.io draws a badge from (https://shields.io/badges/endpoint-badge). It refuses keys that it does not know, and
 * texts that are none. With `isError` nobody who embeds it can give a fault another colour.
 */
export function endpointJson(view: BadgeView, words: Words): string {
  const { name, severity } = view;
  const badge = {
    schemaVersion: 1,
    label: lineOf(name),
    message: badgeMessage(view, words),
    color: STATES[severity].light.slice(1),
    ...(isFault(severity) ? { isError: true } : {}),
    cacheSeconds: CACHE_SECONDS,
  };
  return `${JSON.stringify(badge)}\n`;
}
