import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident, Prose } from '../model/incident.ts';
import { parseIncident } from '../parse/incident.ts';
import { withoutKey } from './front-matter.ts';

/** What an incident file is read by. */
export interface FileContext {
  /** Path as diagnostics print it, `incidents/2010-08-31-website-slowdown.md`. */
  readonly file: string;
  readonly timezone: string;
  readonly locale: string;
}

export interface FileReading {
  readonly incident: Incident;
  readonly prose: Prose;
  readonly diagnostics: readonly Diagnostic[];
  /** True when nothing of the file is published. */
  readonly draft: boolean;
}

/** Reads a file as the site would, drafts as if they were published. Null when not even that makes an incident of it. */
export function readFileText(text: string, context: FileContext): FileReading | null {
  const asIs = parseIncident(text, { ...context, digest: '' });
  if (asIs.incident !== null) return { ...asIs, incident: asIs.incident, draft: false };
  const { incident, prose, diagnostics } = parseIncident(withoutKey(text, 'draft'), {
    ...context,
    digest: '',
  });
  return incident === null ? null : { incident, prose, diagnostics, draft: true };
}
