import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/model/time.ts';
import type { AgeUnit } from '../../core/model/time.ts';
import type { MessageArgs, MessageKey } from './messages.ts';

/** Shares and lengths of time as readers see them. */
export interface Amounts {
  /** `99.97%`, as the locale writes it, from hundredths of a percent; nothing is rounded up. */
  percent(hundredths: number): string;
  /** `12 minutes`, `1 hour 5 minutes`, `3 days 2 hours`: two units at most, the rest left out; `less than a minute` below one. */
  duration(lengthMs: number): string;
}

/** From so many hours on a length is told in days, as ages are. */
const HOURS_TOLD = 48;

export function createAmounts(
  locale: string,
  text: (key: MessageKey, args?: MessageArgs) => string,
): Amounts {
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const told = (unit: AgeUnit, count: number) => text(`age.${unit}`, { count });
  const both = (larger: string, smaller: string) => text('duration.joined', { larger, smaller });

  return {
    // A whole number of hundredths has no third digit, so there is nothing to round.
    percent: (hundredths) => percents.format(Math.floor(hundredths) / 10_000),
    duration: (lengthMs) => {
      const minutes = Math.floor(lengthMs / MINUTE_MS);
      const hours = Math.floor(lengthMs / HOUR_MS);
      const days = Math.floor(lengthMs / DAY_MS);
      if (minutes < 1) return text('duration.instant');
      if (hours < 1) return told('minute', minutes);
      if (hours < HOURS_TOLD) {
        const rest = minutes - hours * 60;
        return rest === 0 ? told('hour', hours) : both(told('hour', hours), told('minute', rest));
      }
      const rest = hours - days * 24;
      return rest === 0 ? told('day', days) : both(told('day', days), told('hour', rest));
    },
  };
}
