import type { Snapshot, Verdict } from '../../core/model/snapshot.ts';
import type { Id, Topology } from '../../core/model/topology.ts';
import { changeMessage } from '../../core/observe/change-message.ts';
import { untoldChanges } from '../../core/observe/changes.ts';
import type { Sight, VantageMemory } from '../../core/observe/memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import type { OnChange } from './on-change.ts';

type Told = Pick<ProberMemory, 'told' | 'toldSight'>;

interface RoundFound {
  readonly topology: Topology;
  readonly vantage: string;
  readonly snapshot: Snapshot;
  readonly seen: VantageMemory;
}

export interface StaffNews {
  /** Hands over what staff have not been told yet. */
  tell(found: RoundFound): void;
  /** What has been told for certain; what is under way when the prober is killed is told once more. */
  told(): Told;
}

/**
 * Keeps account of what staff were told. Without a command nobody is told, and all is taken as told, so that a command
 * given later does not begin with old news.
 * @param onTold called when the account has changed between rounds
 */
export function createStaffNews(before: Told, command: OnChange | null, onTold: () => void): StaffNews {
  const told = new Map(before.told);
  let toldSight: Sight = before.toldSight;
  /** The same with what was handed over and is not delivered yet. */
  const announced = new Map(before.told);
  let announcedSight: Sight = before.toldSight;

  const forgetOthers = (snapshot: Snapshot) => {
    for (const id of announced.keys()) if (!snapshot.servers.has(id)) announced.delete(id);
    for (const id of told.keys()) if (!snapshot.servers.has(id)) told.delete(id);
  };
  const noteFirstSights = (snapshot: Snapshot) => {
    for (const [id, { verdict }] of snapshot.servers) {
      if (verdict !== 'online' || announced.has(id)) continue;
      announced.set(id, verdict);
      told.set(id, verdict);
    }
  };
  const settle = (verdicts: readonly (readonly [Id, Verdict])[], sight: Sight) => {
    for (const [id, verdict] of verdicts) told.set(id, verdict);
    toldSight = sight;
    onTold();
  };

  return {
    tell({ topology, vantage, snapshot, seen }) {
      forgetOthers(snapshot);
      const changes = untoldChanges(announced, snapshot, seen);
      const { sight: to, sightSinceAt: sinceAt } = seen;
      const sight = to === announcedSight ? null : { from: announcedSight, to, sinceAt };
      noteFirstSights(snapshot);
      if (changes.length === 0 && sight === null) return;
      const verdicts = changes.map((change) => [change.server, change.to] as const);
      for (const [id, verdict] of verdicts) announced.set(id, verdict);
      announcedSight = to;
      if (command === null) return settle(verdicts, to);
      command.deliver({
        message: changeMessage({ topology, vantage, at: snapshot.takenAt, changes, sight }),
        done: () => settle(verdicts, to),
      });
    },
    told: () => ({ told: new Map(told), toldSight }),
  };
}
