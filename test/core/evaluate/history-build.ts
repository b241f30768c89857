import { createHistory } from '../../../src/core/evaluate/history.ts';
import type { HistoryInput, HistoryMonth } from '../../../src/core/evaluate/history.ts';
import { sortLines } from '../../../src/core/evaluate/history-steps.ts';
import { byMonth, record, replay } from '../../../src/core/evaluate/recording.ts';
import type { Recording, RecordOutcome } from '../../../src/core/evaluate/recording.ts';
import type { History } from '../../../src/core/model/history.ts';
import type { ServerVerdict, Snapshot } from '../../../src/core/model/snapshot.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { readHistoryText, writeHistoryLine } from '../../../src/core/parse/history-lines.ts';
import { monthOf } from '../../../src/core/parse/instant.ts';
import { createZone } from '../../../src/core/parse/zone.ts';
import { evidence, FRESH_FOR_MS } from './build.ts';

/** A memory as it would stand on disk: month → text. */
export class TestMemory {
  readonly files = new Map<string, string>();
  observedUntilAt: Instant | null = null;
  recording: Recording | null = null;
  readonly site: Topology;

  constructor(site: Topology) {
    this.site = site;
  }

  /** Looks at `takenAt`: `'gw1:offline@09:12 gw2:unknown'`, every other server online. */
  look(takenAt: Instant, verdicts = '', now: Instant = takenAt): RecordOutcome {
    return this.take({ ...evidence(this.site, verdicts).snapshot, takenAt }, now);
  }

  take(snapshot: Snapshot, now: Instant = snapshot.takenAt): RecordOutcome {
    const outcome = record({ before: this.recording, topology: this.site, snapshot, now });
    if (outcome.type === 'out-of-order') return outcome;
    const month = monthOf(snapshot.takenAt);
    if (outcome.type === 'set-back')
      for (const name of this.files.keys()) if (name > month) this.files.delete(name);
    for (const [name, lines] of byMonth(outcome.lines, month)) {
      const text = lines.map((line) => `${writeHistoryLine(line)}\n`).join('');
      this.files.set(name, (this.files.get(name) ?? '') + text);
    }
    this.observedUntilAt = snapshot.takenAt;
    this.recording = outcome.recording;
    return outcome;
  }

  get text(): string {
    return this.months.map((month) => month.text()).join('');
  }

  get months(): HistoryMonth[] {
    return [...this.files]
      .sort()
      .map(([month, text]) => ({ month, digest: `digest of ${text}`, text: () => text }));
  }

  /** What a recorder that starts now finds. */
  replayed(): Recording | null {
    return replay(
      this.months.map((month) => sortLines(readHistoryText(month.text()).lines, Infinity)),
      this.observedUntilAt,
    );
  }

  read(now: Instant, changes: Partial<HistoryInput> = {}): History {
    const { months, observedUntilAt } = this;
    return historyFrom({ months, observedUntilAt, dayCounts: new Map(), ...changes }, now);
  }
}

export function historyFrom(input: HistoryInput, now: Instant): History {
  const zone = createZone('Europe/London', 'en-GB');
  return createHistory({
    ...input,
    now,
    freshForMs: FRESH_FOR_MS,
    timezone: 'Europe/London',
    dayOf: (at) => zone.dayOf(at),
  });
}

export function snapshotOf(takenAt: Instant, servers: Readonly<Record<string, ServerVerdict>>): Snapshot {
  return { takenAt, vantages: [], servers: new Map(Object.entries(servers)) };
}
