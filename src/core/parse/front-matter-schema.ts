import * as z from 'zod';
import { DECLARABLE, INCIDENT_KINDS, MAIL_EFFECTS } from '../model/incident.ts';
import { id } from './schema-scalars.ts';

/*
 * What the front matter of an incident may hold, for editors: the JSON Schema comes from here. The files themselves
 * are read by the incident parser, which is kinder than this: it salvages what it can and says what it could not read.
 */

const time = () =>
  z
    .string()
    .min(1)
    .describe(
      '"11:00", "16:57 UTC", 2010-09-03 or "2010-09-03 11:00", in the site’s zone. Put times of day in quotes.',
    );

const mailEffect = z.enum(MAIL_EFFECTS);

export const frontMatterSchema = z
  .strictObject({
    title: z
      .string()
      .min(1)
      .describe('What members read first. "[Resolved]" at its end resolves the incident.'),
    kind: z
      .enum(INCIDENT_KINDS)
      .default('incident')
      .describe(
        'incident: unplanned. maintenance: planned, needs a window. announcement: never changes a status.',
      ),
    affects: z
      .union([z.array(id()), z.record(id(), z.enum(DECLARABLE))])
      .optional()
      .describe(
        'Services, groups or servers: a mapping of ids to how bad it is, or a list of ids, which are degraded.',
      ),
    mail: z
      .union([
        mailEffect,
        z.strictObject({
          incoming: mailEffect.optional().describe('Mail that others send to members.'),
          outgoing: mailEffect.optional().describe('Mail that members send.'),
        }),
      ])
      .optional()
      .describe('What happens to members’ mail: one word for both directions, or one for each.'),
    next_update: time()
      .optional()
      .describe('When you promise to speak again. The page says when it is overdue.'),
    window: z
      .strictObject({
        from: time().describe('First instant. A day without a time begins with it.'),
        to: time().describe('First instant after it. A day without a time belongs to it, to its end.'),
      })
      .optional()
      .describe('Of maintenance: when it is planned.'),
    cancelled: z.boolean().default(false).describe('true withdraws the maintenance.'),
    follows: z.string().optional().describe('The incident this one follows up: its file name without .md.'),
    started: time().optional().describe('When it began, where that was before the first update.'),
    resolved: z
      .union([z.boolean(), time()])
      .optional()
      .describe('true, a date or a time. Not needed where an update says Resolved.'),
    pinned: z.boolean().default(false).describe('true keeps an entry of any kind at the top of the log.'),
    draft: z.boolean().default(false).describe('true publishes nothing of the file.'),
  })
  .describe('The front matter of a file in incidents/.');
