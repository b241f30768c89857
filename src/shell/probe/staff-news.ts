import type { Snapshot, Verdict } from '../../core/model/snapshot.ts';
import type { Id, Topology } from '../../core/model/topology.ts';
import type { Instant } from '../../core/model/time.ts';
import { compareText } from '../../core/model/diagnostic.ts';
import { adviceKey, dueAdvice, stillKnown } from '../../core/observe/advice.ts';
import type { Advice } from '../../core/observe/advice.ts';
import { changeMessage } from '../../core/observe/change-message.ts';
import type { SightChange } from '../../core/observe/change-message.ts';
import { untoldChanges } from '../../core/observe/changes.ts';
import type { VerdictChange } from '../../core/observe/changes.ts';
import type { Memory, Sight } from '../../core/observe/memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import type { OnChange } from './on-change.ts';

type Told = Pick<ProberMemory, 'told' | 'toldSights' | 'advisedAt'>;

interface RoundFound {
  readonly topology: Topology;
  /** The prober's own. */
  readonly vantage: string;
  /** Where several vantages were merged: their names. */
  readonly merged?: readonly string[];
  /** When it began. */
  readonly at: Instant;
  readonly snapshot: Snapshot;
  readonly seen: Memory;
  readonly advice: readonly Advice[];
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
  const told = accountOf(before);
  /** The same with what was handed over and is not delivered yet. */
  const announced = accountOf(before);

  const hand = (found: RoundFound, vantage: string, news: News) => {
    note(announced, vantage, news, found.at);
    const done = () => {
      note(told, vantage, news, found.at);
      onTold();
    };
    if (command === null) return done();
    const { topology, snapshot, merged } = found;
    const about = { topology, vantage, at: snapshot.takenAt, ...(merged === undefined ? {} : { merged }) };
    command.deliver({ message: changeMessage({ ...about, ...news }), done });
  };

  return {
    tell(found) {
      const { vantage, at, snapshot, seen } = found;
      for (const account of [told, announced]) forgetOthers(account, snapshot, at);
      const changes = untoldChanges(announced.verdicts, snapshot, seen);
      noteFirstSights(announced, told, snapshot);
      const sight = sightChange(vantage, announced.sights, seen);
      if (changes.length > 0 || sight !== null) hand(found, vantage, { changes, sight });
      // What engines see from elsewhere is news of its own.
      for (const other of [...seen.keys()].sort(compareText)) {
        const otherSight = other === vantage ? null : sightChange(other, announced.sights, seen);
        if (otherSight !== null) hand(found, other, { changes: [], sight: otherSight });
      }
      const advice = dueAdvice(found.advice, announced.advised, at);
      if (advice.length > 0) hand(found, vantage, { changes: [], sight: null, advice });
    },
    told: () => ({
      told: new Map(told.verdicts),
      toldSights: new Map(told.sights),
      advisedAt: new Map(told.advised),
    }),
  };
}

interface Account {
  readonly verdicts: Map<Id, Verdict>;
  readonly sights: Map<string, Sight>;
  readonly advised: Map<string, Instant>;
}

function accountOf({ told, toldSights, advisedAt }: Told): Account {
  return { verdicts: new Map(told), sights: new Map(toldSights), advised: new Map(advisedAt) };
}

interface News {
  readonly changes: readonly VerdictChange[];
  readonly sight: SightChange | null;
  readonly advice?: readonly Advice[];
}

function note(account: Account, vantage: string, { changes, sight, advice = [] }: News, at: Instant): void {
  for (const { server, to } of changes) account.verdicts.set(server, to);
  if (sight !== null) account.sights.set(vantage, sight.to);
  for (const one of advice) account.advised.set(adviceKey(one), at);
}

/** What is looked at no more, and advice that may be given again. */
function forgetOthers({ verdicts, advised }: Account, snapshot: Snapshot, at: Instant): void {
  for (const id of verdicts.keys()) if (!snapshot.servers.has(id)) verdicts.delete(id);
  const known = stillKnown(advised, at);
  for (const key of advised.keys()) if (!known.has(key)) advised.delete(key);
}

function noteFirstSights(announced: Account, told: Account, snapshot: Snapshot): void {
  for (const [id, { verdict }] of snapshot.servers) {
    if (verdict !== 'online' || announced.verdicts.has(id)) continue;
    announced.verdicts.set(id, verdict);
    told.verdicts.set(id, verdict);
  }
}

function sightChange(vantage: string, told: ReadonlyMap<string, Sight>, seen: Memory): SightChange | null {
  const memory = seen.get(vantage);
  const from = told.get(vantage) ?? 'clear';
  if (memory === undefined || memory.sight === from) return null;
  return { from, to: memory.sight, sinceAt: memory.sightSinceAt };
}
