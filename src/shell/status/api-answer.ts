import * as z from 'zod';
import { SEVERITIES, worst } from '../../core/model/severity.ts';
import { cleanText } from '../../core/parse/clean-text.ts';
import type { SiteAccount } from './account.ts';
import { readJson } from '../../core/parse/json-text.ts';
import { instant } from './heartbeat-answer.ts';

/** Of one text, in characters; of one list. A site of ours keeps within both by far. */
const MAX_TEXT = 1_000;
const MAX_ENTRIES = 2_000;

const line = z.string().transform((text) => cleanText(text.replaceAll(/\s+/g, ' '), MAX_TEXT));
const severity = z.enum(SEVERITIES);

/**
 * What is asked of `/api/signalbox.json` (schemas/signalbox-api.schema.json), which somebody else may have written. Keys that
 * are not asked for are passed over: a newer site may tell more.
 */
const apiSchema = z.object({
  version: z.literal(1),
  site: z.object({ name: line }),
  taken_at: instant.nullable(),
  valid_until: instant.nullable(),
  page: z.object({
    severity,
    headline: line,
    reasons: z.array(z.object({ code: z.string() })).max(MAX_ENTRIES),
  }),
  services: z
    .array(z.object({ id: line, name: line, severity, sentences: z.array(line).max(MAX_ENTRIES) }))
    .max(MAX_ENTRIES),
});

/** Null for what no site of ours publishes. */
export function readApi(body: string): Omit<SiteAccount, 'text'> | null {
  const read = apiSchema.safeParse(readJson(body));
  if (!read.success) return null;
  const { site, page, services, taken_at: takenAt, valid_until: validUntilAt } = read.data;
  // As on the service's own page: an incident whose extent nobody can read leaves no service green.
  const atLeast = page.reasons.some(({ code }) => code === 'extent-unreadable') ? 'unknown' : 'operational';
  return {
    name: site.name,
    severity: page.severity,
    headline: page.headline,
    services: services.map(({ sentences, ...service }) => ({
      ...service,
      severity: worst([service.severity, atLeast]),
      reasons: sentences.filter((sentence) => sentence !== ''),
    })),
    ...(takenAt === null ? {} : { takenAt }),
    ...(validUntilAt === null ? {} : { validUntilAt }),
  };
}
