import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Random } from '../../../bench/random.ts';
import { createRandom } from '../../../bench/random.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { serversOf } from '../../../src/core/model/topology.ts';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { replaceFile } from '../../../src/shell/files.ts';
import { openRecorder } from '../../../src/shell/memory.ts';
import { IncidentHand } from './incidents.ts';
import { BAD_TOPOLOGIES, badSnapshot, GOOD_TOPOLOGIES, OWN_FILES, SERVERS, snapshotText } from './texts.ts';
import type { Verdict } from './texts.ts';

const MONTH_FILE = /^\d{4}-\d\d\.ndjson$/;

/** A site that is never left in peace: everything that can be edited is, at random, and as the seed says. */
export class RestlessSite {
  readonly siteDir: string;
  readonly #random: Random;
  readonly #hand: IncidentHand;
  readonly #verdicts = new Map<string, Verdict>();
  #recorder: ReturnType<typeof openRecorder>;
  #snapshot = '';
  #topology: string | null = GOOD_TOPOLOGIES[0]!;
  #goodTopology = GOOD_TOPOLOGIES[0]!;

  readonly #isSteady: boolean;

  /** @param isSteady the probes never tell of an earlier time than they told of already */
  constructor(siteDir: string, seed: number, now: Instant, isSteady = false) {
    this.siteDir = siteDir;
    this.#isSteady = isSteady;
    this.#random = createRandom(seed);
    this.#hand = new IncidentHand(siteDir, this.#random);
    for (const id of SERVERS) this.#verdicts.set(id, { verdict: 'online', sinceAt: now - DAY_MS });
    mkdirSync(path.join(siteDir, 'incidents'), { recursive: true });
    this.#put('topology.yml', this.#topology);
    this.#recorder = openRecorder(this.stateDir);
    this.#probe(now);
  }

  /** Of the probes. */
  get stateDir(): string {
    return path.join(this.siteDir, 'state');
  }

  /** The text of topology.yml, or where that is not fit to be published, what it was when it was last asked for. */
  goodTopology(): string {
    if (this.#topology !== null && GOOD_TOPOLOGIES.includes(this.#topology))
      this.#goodTopology = this.#topology;
    return this.#goodTopology;
  }

  /** Puts back what was last fit to be published. */
  mendTopology(): void {
    this.#topology = this.goodTopology();
    this.#put('topology.yml', this.#topology);
  }

  /** What happens in one minute, before something is published at `now`; says what it was. */
  minute(now: Instant): readonly string[] {
    const told = this.#random.below(5) === 0 ? [] : [this.#probe(now)];
    const count = this.#random.pick([0, 1, 1, 2, 4]);
    for (let edit = 0; edit < count; edit += 1) told.push(this.edit(now));
    return told;
  }

  edit(now: Instant): string {
    const kind = this.#random.below(20);
    if (kind < 15) return this.#hand.act(now);
    if (kind === 15) return this.#editTopology();
    if (kind === 16) return this.#editOwnFile();
    if (kind < 19) return this.#spoilSnapshot(now);
    return this.#spoilHistory();
  }

  /** What the clock says a minute later: mostly that. */
  nextNow(now: Instant): Instant {
    const chance = this.#random.below(60);
    if (chance < 3) return now + this.#random.pick([-20_000, -60_000, -2 * HOUR_MS]);
    if (chance < 9) return now + this.#random.pick([HOUR_MS, 7 * HOUR_MS, DAY_MS, 26 * DAY_MS]);
    return now + MINUTE_MS;
  }

  #put(file: string, text: string | null): void {
    const place = path.join(this.siteDir, file);
    if (text === null) rmSync(place, { force: true });
    else if (this.#random.below(2) === 0) replaceFile(place, text);
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  }

  #probe(now: Instant): string {
    for (const [id, { verdict }] of this.#verdicts) {
      if (this.#random.below(6) > 0) continue;
      const next = this.#random.pick(['online', 'online', 'offline', 'unknown'] as const);
      if (next !== verdict)
        this.#verdicts.set(id, { verdict: next, sinceAt: now - this.#random.below(90_000) });
    }
    // The clock may have been set back.
    for (const [id, { verdict, sinceAt }] of this.#verdicts)
      this.#verdicts.set(id, { verdict, sinceAt: Math.min(sinceAt, now) });
    const takenAt = this.#isSteady ? now : now - this.#random.below(3) * 20_000;
    this.#snapshot = snapshotText(takenAt, this.#verdicts);
    this.#put('state/snapshot.json', this.#snapshot);
    this.#record(now);
    return `snapshot ${[...this.#verdicts.values()].map(({ verdict }) => verdict.slice(0, 2)).join(' ')}`;
  }

  #record(now: Instant): void {
    const { topology } = parseTopology(this.#goodTopology, { file: 'topology.yml', env: {} });
    if (topology === null) throw new Error('a topology that was fit to be published cannot be read');
    const serverIds = serversOf(topology).map(({ id }) => id);
    const { freshForMs } = topology.site;
    const { evidence } = parseSnapshot(this.#snapshot, { file: 'snapshot.json', now, freshForMs, serverIds });
    if (evidence.believed) this.#recorder.record(evidence.snapshot, topology, now);
  }

  #editTopology(): string {
    const texts = this.#random.below(2) === 0 ? GOOD_TOPOLOGIES : BAD_TOPOLOGIES;
    this.#topology = this.#random.pick(texts);
    this.#put('topology.yml', this.#topology);
    return `${texts === GOOD_TOPOLOGIES ? 'good' : 'bad'} topology ${String(texts.findIndex((text) => text === this.#topology))}`;
  }

  #editOwnFile(): string {
    const [file, text] = this.#random.pick(OWN_FILES);
    this.#put(file, text);
    return `${text === null ? 'delete' : 'write'} ${file}`;
  }

  #spoilSnapshot(now: Instant): string {
    const bad = badSnapshot(this.#random, now, this.#snapshot, this.#isSteady);
    this.#put('state/snapshot.json', bad);
    return `spoil the snapshot: ${bad?.slice(0, 60) ?? 'none'}`;
  }

  /** As a crash, or a hand, does. The recorder is one that began afterwards. */
  #spoilHistory(): string {
    const folder = path.join(this.stateDir, 'history');
    const months = existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => MONTH_FILE.test(name))
          .sort()
      : [];
    const way = this.#random.below(months.length === 0 ? 1 : 4);
    const month = months.length === 0 ? '' : path.join(folder, this.#random.pick(months));
    if (way === 0) rmSync(path.join(folder, 'observed.json'), { force: true });
    if (way === 1) appendFileSync(month, '{"at":"2010-09-03T2');
    // Somebody makes room.
    if (way === 2) for (const name of months.slice(0, -1)) rmSync(path.join(folder, name));
    if (way === 3) appendFileSync(month, 'nonsense\n');
    const repaired = way === 1 || this.#random.below(2) === 0;
    if (repaired) this.#recorder = openRecorder(this.stateDir);
    return `spoil the history, way ${String(way)}${repaired ? ', and start the prober again' : ''}`;
  }
}
