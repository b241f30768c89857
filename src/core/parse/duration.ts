import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';

/** Hours, minutes and seconds in this order, each at most once: `90s`, `5m`, `1h`, `1h30m`. */
export const DURATION_PATTERN = /^(?=\d)(?:\d{1,4}h)?(?:\d{1,5}m)?(?:\d{1,6}s)?$/;

/** The length of `5m`, `90s` or `1h30m` in milliseconds; undefined for any other form. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION_PATTERN.test(text)) return undefined;
  const count = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
  return count('h') * HOUR_MS + count('m') * MINUTE_MS + count('s') * SECOND_MS;
}

/** The shortest text that {@link parseDuration} reads back: `1h30m`, `90s` becomes `1m30s`. Parts of a second are dropped. */
export function formatDuration(ms: number): string {
  const parts = [
    [Math.floor(ms / HOUR_MS), 'h'],
    [Math.floor((ms % HOUR_MS) / MINUTE_MS), 'm'],
    [Math.floor((ms % MINUTE_MS) / SECOND_MS), 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${String(count)}${unit}` : '')).join('') || '0s';
}
