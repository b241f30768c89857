import type { HistoryInput } from './evaluate/history.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { History } from './model/history.ts';
import type { Incident, Place, Prose } from './model/incident.ts';
import type { ProbePlan } from './model/probing.ts';
import type { ProbeEvidence } from './model/snapshot.ts';
import type { Instant } from './model/time.ts';
import type { Id, Topology } from './model/topology.ts';
import type { IncidentDays } from './view/timeline-days.ts';

/** A text the site is made of. `file` is relative to the site's folder, with forward slashes. */
export interface SourceText {
  readonly file: string;
  /** Null when the file does not exist. */
  readonly text: string | null;
}

/** What a cache remembers of one incident file. Plain JSON. */
export interface RememberedIncident {
  /** Null for drafts: nothing of them is published. */
  readonly incident: Incident | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The days of the timeline it stands on; absent for drafts. */
  readonly days?: IncidentDays;
}

/** One incident file. Its text is asked for only when it has to be parsed or printed. */
export interface IncidentSource {
  readonly file: string;
  /** Hexadecimal digest of the text. */
  readonly digest: string;
  /** Throws when the file vanished meanwhile. */
  text(): string;
  /** What is known of this very text from an earlier run, read with the same {@link readingContext}. */
  readonly remembered?: RememberedIncident;
}

/** Everything a site is made of, as texts; what compile works on. */
export interface Sources {
  readonly topology: SourceText;
  /** A text of it that was fit to be published, to stand in where this one is not. */
  readonly goodTopology?: string | null;
  /** The incident files; `remembered` only where it was read with this {@link readingContext}. */
  incidents(context: string): readonly IncidentSource[];
  readonly snapshot: SourceText;
  /** What probes saw until now. */
  readonly history: HistoryInput;
  /** Markdown files of `content/infrastructure/`, sorted by name. */
  readonly content: readonly { readonly file: string; readonly text: string }[];
  /** For `${NAME}` inside `probe:`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
}

/** The texts, understood. */
export interface Reading {
  readonly topology: Topology;
  readonly topologyFile: string;
  readonly plan: ProbePlan;
  readonly places: ReadonlyMap<Id, Place>;
  /** Published incidents, newest first (see `compareIncidents`). */
  readonly incidents: readonly Incident[];
  /** All incident files, drafts included. */
  readonly files: readonly string[];
  /** The days of the timeline an incident stands on. */
  daysOf(incident: Incident): IncidentDays;
  /** The texts of one incident; parses its file when it is not in memory. */
  prose(slug: string): Prose;
  readonly evidence: ProbeEvidence;
  readonly history: History;
  readonly content: readonly { readonly file: string; readonly text: string }[];
  /** By file: what a cache may remember for next time. */
  readonly remembered: ReadonlyMap<string, RememberedIncident>;
  readonly diagnostics: readonly Diagnostic[];
  readonly now: Instant;
}
