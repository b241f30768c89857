import { describe, expect, it } from 'vitest';
import { keepPlans } from '../../src/render/kept-plans.ts';
import { deskAt, deskOf } from '../support/published-files.ts';
import { NOW } from '../support/small-site.ts';

const DESK = deskOf({ '2010-09-01-a': '---\ntitle: A\n---\n[10:00] Resolved: a.\n' });

/** A family that counts how often it is planned, and whose plans hold for a minute. */
function counted() {
  let planned = 0;
  const family = keepPlans((desk) => {
    planned++;
    const content = () => desk().words.text('nav.home');
    const plans = [{ output: 'a', live: false, inputs: '', content }];
    return { plans, untilAt: desk().site.reading.now + 60_000 };
  });
  return { family, planned: () => planned };
}

describe('plans', () => {
  it('are kept until time says otherwise', () => {
    const { family, planned } = counted();
    const first = family(deskAt(DESK, NOW));
    expect(family(deskAt(DESK, NOW + 59_999))).toBe(first);
    expect(family(deskAt(DESK, NOW + 60_000))).not.toBe(first);
    expect(planned()).toBe(2);
  });

  it('are made anew by a clock that was set back, by another list and by another topology', () => {
    const { family, planned } = counted();
    const { site } = DESK;
    family(DESK);
    family(deskAt(DESK, NOW - 1));
    family({
      ...DESK,
      site: { ...site, reading: { ...site.reading, incidents: [...site.reading.incidents] } },
    });
    family({ ...DESK, site: { ...site, context: { ...site.context } } });
    expect(planned()).toBe(4);
  });

  it('print with the newest words', () => {
    const { family } = counted();
    const [plan] = family(DESK);
    family({ ...DESK, words: { ...DESK.words, text: () => 'other' } });
    expect(plan?.content()).toBe('other');
  });
});
