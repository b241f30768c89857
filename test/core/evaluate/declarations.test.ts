import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeclarations } from '../../../src/core/evaluate/declared-timeline.ts';
import type { Declaration } from '../../../src/core/evaluate/declared-timeline.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/model/time.ts';
import { world } from './arbitrary.ts';
import { at, effects, incident, minute, NOW, topology, update } from './build.ts';

const site = topology({ web: 'w1', mail: 'm1' }, { pages: 'web', letters: 'mail' });
const START = NOW - DAY_MS;

const slow = incident('slow', {
  started: minute('20:00'),
  affects: 'web:degraded',
  updates: [update(minute('20:00')), update(minute('20:30'), { phase: 'identified' })],
});

/** Told of one list of incidents, and then of another. */
function afterwards(before: readonly Incident[], after: readonly Incident[]) {
  const declarations = createDeclarations();
  const first = declarations.around(site, before, START, NOW);
  return { first, then: declarations.around(site, after, START, NOW) };
}

describe('what staff declare comes back as the same list', () => {
  it.each<[string, readonly Incident[]]>([
    ['for the same incidents in another list', [slow]],
    ['when a text is changed', [{ ...slow, digest: 'another', title: 'Slower' }]],
    [
      'when an update tells more and declares nothing',
      [{ ...slow, updates: [...slow.updates, update(minute('21:00'))] }],
    ],
    ['when an announcement joins', [slow, incident('party', { kind: 'announcement' })]],
  ])('%s', (_, after) => {
    const { first, then } = afterwards([slow], after);
    expect(then).toBe(first);
  });

  it.each<[string, readonly Incident[]]>([
    ['not when it has another effect', [{ ...slow, effects: effects('web:down') }]],
    [
      'not when an update has one',
      [{ ...slow, updates: [...slow.updates, update(minute('21:00'), { effects: effects('mail:down') })] }],
    ],
    ['not when it is over', [{ ...slow, resolved: minute('21:00') }]],
    ['not when it began earlier', [{ ...slow, started: minute('19:00') }]],
    ['not when it bears another name', [{ ...slow, slug: 'slower' }]],
    ['not when another one joins', [slow, incident('other', { started: minute('21:00') })]],
    ['not when it is gone', []],
  ])('%s', (_, after) => {
    const { first, then } = afterwards([slow], after);
    expect(then).not.toBe(first);
    expect(plain(then)).toEqual(plain(createDeclarations().around(site, after, START, NOW)));
  });
});

it('a window that moves on keeps the list for a day, and one that begins earlier does not', () => {
  const declarations = createDeclarations();
  const incidents = [slow];
  const first = declarations.around(site, incidents, START, NOW);
  expect(declarations.around(site, incidents, START + HOUR_MS, NOW + HOUR_MS)).toBe(first);
  expect(declarations.around(site, incidents, START + HOUR_MS, NOW + 2 * DAY_MS)).not.toBe(first);
  expect(declarations.around(site, incidents, at('00:00', 1), NOW)).not.toBe(first);
});

/** What of an incident changes in an edit that may or may not declare something else. */
const edit = fc.constantFrom<(one: Incident) => Incident>(
  (one) => ({ ...one, digest: `${one.digest}0` }),
  (one) => ({ ...one, resolved: one.resolved === null ? minute('22:00') : null }),
  (one) => ({ ...one, updates: [...one.updates, update(minute('21:45'))] }),
  (one) => ({ ...one, updates: [...one.updates, update(minute('21:50'), { phase: 'resolved' })] }),
  (one) => ({ ...one, effects: { ...one.effects, affects: one.effects.affects.slice(1) } }),
  (one) => ({ ...one, cancelled: !one.cancelled }),
);

it('whatever is edited, it is what somebody finds who asks for the first time', () => {
  fc.assert(
    fc.property(
      world,
      fc.array(fc.tuple(fc.nat(), edit), { maxLength: 6 }),
      ({ site: its, incidents }, edits) => {
        const declarations = createDeclarations();
        let current: readonly Incident[] = incidents;
        declarations.around(its, current, START, NOW);
        for (const [which, change] of edits) {
          if (current.length === 0) break;
          current = current.map((one, index) => (index === which % current.length ? change(one) : one));
          const fresh = createDeclarations().around(its, current, START, NOW);
          expect(plain(declarations.around(its, current, START, NOW))).toEqual(plain(fresh));
        }
      },
    ),
  );
});

function plain(declarations: readonly Declaration[]) {
  return declarations.map(({ startAt, endAt, declared, explained, blamed }) => ({
    startAt,
    endAt,
    declared,
    explained,
    blamed: [...declared.keys()].map((service) => blamed(service)),
  }));
}
