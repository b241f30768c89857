import fc from 'fast-check';
import { expect, it } from 'vitest';
import { INCIDENT_PHASES, MAINTENANCE_PHASES } from '../../../src/core/model/incident.ts';
import type { ProbeEvidence } from '../../../src/core/model/snapshot.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { signalboxSchema } from '../../../src/render/api/signalbox-schema.ts';
import { evidenceOf, world as plainWorld, type World } from '../../core/evaluate/arbitrary.ts';
import { NOW, TAKEN_AT } from '../../core/evaluate/build.ts';
import { apiFilesOf, apiInputsOf, deskOfFacts } from './desk.ts';
import { siteFaults } from './statuspage-facts.ts';
import { readStatuspage } from './statuspage-schemas.ts';

const RUNS = { numRuns: Number(process.env['LAW_RUNS'] ?? 150) };

const PHASES = [...INCIDENT_PHASES, ...MAINTENANCE_PHASES];

/** The same worlds with phases, in a file's order of time, with the names that a parser gives. */
const world: fc.Arbitrary<World> = fc
  .tuple(plainWorld, fc.infiniteStream(fc.option(fc.constantFrom(...PHASES))))
  .map(([made, phases]) => ({
    ...made,
    incidents: made.incidents.map((incident) => ({
      ...incident,
      digest: incident.slug,
      updates: [...incident.updates]
        .sort((a, b) => a.at.at - b.at.at)
        .map((update, index) => {
          const phase = phases.next().value;
          return { ...update, id: `u-${String(index)}`, ...(phase === null ? {} : { phase }) };
        }),
    })),
  }));

const deskOf = ({ site, verdicts, incidents }: World, now = NOW, evidence?: ProbeEvidence) =>
  deskOfFacts({ topology: site, evidence: evidence ?? evidenceOf(verdicts), incidents, now });

function believed(verdicts: World['verdicts'], takenAt: number): ProbeEvidence {
  const { snapshot } = evidenceOf(verdicts);
  return { believed: true, snapshot: { ...snapshot, takenAt } };
}

it('every site gives files that strict clients accept and in which every fact holds', () => {
  fc.assert(
    fc.property(world, fc.constantFrom(0, -4 * HOUR_MS, 2 * HOUR_MS, 40 * HOUR_MS), (made, later) => {
      const files = apiFilesOf(deskOf(made, NOW + later, believed(made.verdicts, TAKEN_AT + later)));
      expect(siteFaults(readStatuspage(files), NOW + later)).toEqual([]);
      signalboxSchema.parse(JSON.parse(files['api/signalbox.json'] ?? ''));
    }),
    RUNS,
  );
});

it('no state that is not operational is green, and nothing is green that nobody vouches for', () => {
  fc.assert(
    fc.property(world, fc.boolean(), (made, isLost) => {
      const evidence: ProbeEvidence = isLost
        ? { believed: false, fault: 'missing' }
        : evidenceOf(made.verdicts);
      const desk = deskOf(made, NOW, evidence);
      const files = readStatuspage(apiFilesOf(desk));
      const { components, status } = files['api/v2/summary.json'];
      const judged = new Map(
        [...desk.site.status.services, ...desk.site.status.groups].map(({ id, severity }) => [id, severity]),
      );
      const wrong = components.filter(
        ({ id, status: told }) =>
          told === 'operational' && (judged.get(id) ?? 'operational') !== 'operational',
      );
      expect(wrong).toEqual([]);
      expect(status.indicator === 'none').toBe(desk.site.status.severity === 'operational');
      if (isLost) expect(components.filter((component) => component.status === 'operational')).toEqual([]);
    }),
    RUNS,
  );
});

it('equal inputs are equal bytes, at whatever time', () => {
  fc.assert(
    fc.property(world, fc.constantFrom(MINUTE_MS, HOUR_MS, 30 * HOUR_MS), (made, later) => {
      const [before, after] = [
        deskOf(made),
        deskOf(made, NOW + later, believed(made.verdicts, TAKEN_AT + later)),
      ];
      const [inputs, then] = [apiInputsOf(before), apiInputsOf(after)];
      const [files, others] = [apiFilesOf(before), apiFilesOf(after)];
      for (const name of Object.keys(files)) {
        if (inputs[name] === then[name]) expect(others[name], name).toBe(files[name]);
      }
    }),
    RUNS,
  );
});

it('the order in which things stand in their files decides no id and no time', () => {
  fc.assert(
    fc.property(world, (made) => {
      const reversed = { ...made, incidents: made.incidents.toReversed() };
      expect(apiFilesOf(deskOf(reversed))).toEqual(apiFilesOf(deskOf(made)));
    }),
    RUNS,
  );
});
