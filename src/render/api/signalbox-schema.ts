import * as z from 'zod';
import { DECLARABLE, INCIDENT_PHASES, MAIL_EFFECTS, MAINTENANCE_PHASES } from '../../core/model/incident.ts';
import { PERIODS } from '../../core/model/record.ts';
import { SEVERITIES } from '../../core/model/severity.ts';
import { SNAPSHOT_FAULTS, VERDICTS } from '../../core/model/snapshot.ts';
import { SPARES } from '../../core/model/status.ts';
import { ROLES, ZONE_COLOURS } from '../../core/model/topology.ts';
import { DISAGREEMENTS, REASON_CODES } from './reason-object.ts';

/*
 * The one source for `/api/signalbox.json`: its keys, their types and their meaning. The type below, the published JSON Schema
 * and what the tests hold the file against all come from here; docs/api.md tells the same in prose.
 */

/** Grows when a key changes its meaning or goes. A key may be added at any time. */
export const SIGNALBOX_API_VERSION = 1;

/** In UTC, with three decimals: one form, so that texts sort as times do. */
const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const instant = (about: string) => z.string().regex(UTC).describe(about);
const instantOrNull = (about: string) => orNull(z.string().regex(UTC)).describe(about);
const orNull = <Type extends z.ZodType>(type: Type) => z.union([type, z.null()]);
const id = () => z.string().describe('As in topology.yml.');
const slug = () =>
  z.string().describe('Of an entry: the name of its file, and of its page below /incidents/.');
const severity = () => z.enum(SEVERITIES);
const verdict = () => z.enum(VERDICTS);
const amount = () => z.int().min(0);

const moment = z
  .strictObject({
    at: instant('In UTC, with three decimals, as every time in this file.'),
    precision: z
      .enum(['minute', 'day'])
      .describe('day: no more than the day is known, and `at` is where it begins.'),
  })
  .meta({ id: 'moment', description: 'An instant as exactly as anybody knows it.' });

const since = z
  .strictObject({
    at: instant('In UTC, with three decimals, as every time in this file.'),
    precision: z
      .enum(['minute', 'day'])
      .describe('day: no more than the day is known, and `at` is where it begins.'),
    at_least: z.boolean().describe('Nobody looked before, so it may have been so for longer.'),
  })
  .meta({ id: 'since', description: 'Since when.' });

const mail = z
  .strictObject({
    incoming: orNull(z.enum(MAIL_EFFECTS)).describe(
      'Mail that others send to members; null where nothing is said.',
    ),
    outgoing: orNull(z.enum(MAIL_EFFECTS)).describe('Mail that members send; null where nothing is said.'),
  })
  .meta({ id: 'mail', description: 'What staff say happens to mail.' });

const reason = z
  .strictObject({
    code: z
      .enum(REASON_CODES)
      .describe('What kind of reason it is. Which of the other keys there are follows from it.'),
    group: id().optional().describe('The group it is about.'),
    subject: id().optional().describe('The service, group or server it is about.'),
    servers: z.array(id()).optional().describe('The servers it is about.'),
    total: amount().optional().describe('Servers of the group that count.'),
    required: amount().optional().describe('So many servers the group needs.'),
    at_least: z.boolean().optional().describe('The group is faulty whatever the unknown servers are.'),
    to: id().optional().describe('The group that takes over.'),
    effect: z.string().optional().describe('What it means to members’ mail, in the owner’s words.'),
    severity: severity().optional().describe('The severity that the reason speaks of.'),
    incident: slug().optional().describe('The entry that says so.'),
    title: z.string().optional().describe('The title of that entry.'),
    announced: severity().optional().describe('The worst that was announced of planned work.'),
    since: moment.optional().describe('Since when it is so.'),
    ends: instantOrNull(
      'When the planned work ends, or should have; null where no end was announced.',
    ).optional(),
    mail: mail.optional(),
    fault: z.enum(SNAPSHOT_FAULTS).optional().describe('Why the probes’ data is not believed.'),
    taken_at: instant('When the probes’ data was taken that is not believed any more.').optional(),
    at: instant('When it was last known.').optional(),
    services: z
      .array(
        z.strictObject({
          id: id().describe('A service.'),
          severity: severity().describe('What it was then.'),
        }),
      )
      .optional()
      .describe('What each service was then.'),
  })
  .describe(
    'Why something is what it is: a code with its arguments. The sentences beside it say the same in words.',
  );

const lastKnown = z
  .strictObject({
    at: instant('When it was last known.'),
    severity: severity().describe('What it was then.'),
  })
  .meta({ id: 'last_known', description: 'Of what is unknown: what was last known of it.' });

const account = {
  severity: severity().describe(
    'operational, maintenance, unknown, degraded, partial or down, from the best to the worst.',
  ),
  reasons: z.array(reason).describe('At least one where it is not operational; the worst first.'),
  sentences: z.array(z.string()).describe('The same as the page says it, in the language of the site.'),
  last_known: orNull(lastKnown),
};

const oneSide = z.strictObject({
  severity: severity().describe('By this side alone.'),
  reasons: z.array(reason).describe('Why, by this side alone.'),
});

const disagreement = z
  .strictObject({
    kind: z.enum(DISAGREEMENTS).describe('Who sees what.'),
    incidents: z.array(slug()).describe('The entries that say what staff say, newest first.'),
    since: orNull(moment).describe('Since when staff say so, where they alone do.'),
    resolved: orNull(moment).describe('When staff closed it, where the probes still see it.'),
    sentence: z.string().describe('The same in words.'),
  })
  .meta({ id: 'disagreement', description: 'How staff’s word and the probes differ.' });

const percent = () => z.number().min(0).max(100).describe('Percent, rounded down to two decimals.');

const spent = z
  .strictObject(
    Object.fromEntries(SEVERITIES.map((name) => [name, amount().describe('Seconds.')])) as {
      [Name in (typeof SEVERITIES)[number]]: ReturnType<typeof amount>;
    },
  )
  .describe('For how long it was what; unknown is time in which nobody looked or could tell.');

const period = z
  .strictObject({
    period: z.enum(PERIODS).describe('How long it is.'),
    starts: instant('Its beginning.'),
    ends: instant('Its end: the time of the data.'),
    uptime_percent: orNull(percent()).describe(
      'Share of the observed time, planned work left out, in which it was not down; null where nothing was observed.',
    ),
    coverage_percent: percent().describe('Share of the period that was observed at all.'),
    down_by_staff_alone: amount().describe('Seconds of the time down that no probe saw.'),
    seconds: spent,
  })
  .describe('What one period amounts to. Never read the uptime without the coverage.');

const service = z
  .strictObject({
    id: id(),
    name: z.string().describe('What members call it.'),
    about: orNull(z.string()).describe('What it does for a member.'),
    url: z.url().describe('Its page.'),
    ...account,
    since: orNull(since).describe('Since when it is so; null where nobody knows.'),
    declared: oneSide.describe('What open incidents alone amount to.'),
    probed: oneSide.describe('What the probes alone see.'),
    disagreement: orNull(disagreement),
    mail: orNull(mail),
    needs: z.array(id()).describe('Groups whose fault is its fault.'),
    degraded_without: z.array(id()).describe('Groups whose fault degrades it, no more.'),
    periods: z.array(period).describe('Empty where nobody ever looked.'),
  })
  .describe('What a member recognises.');

const group = z
  .strictObject({
    id: id(),
    name: z.string().describe('What the page calls it.'),
    zone: id().describe('The zone it is in.'),
    url: z.url().describe('Its box on the infrastructure page.'),
    ...account,
    since: orNull(since).describe('For an operational group: since when it has had enough servers.'),
    redundancy: z.enum(['any', 'all', 'at_least']).describe('By which rule it needs its servers.'),
    counted: amount().describe('Servers in service, or out of it on purpose for a while.'),
    required: amount().describe('So many of them are enough.'),
    online: amount().describe('Of those that count.'),
    offline: amount().describe('Of those that count.'),
    unknown: amount().describe('Of those that count.'),
    in_maintenance: amount().describe('Of those that count.'),
    spare: amount().describe('So many more may fail before it has too few, as far as anybody knows.'),
    spares: orNull(z.enum(SPARES)).describe(
      'full, reduced or none; null where it has no more servers than it needs, or is not operational.',
    ),
    fallback: orNull(
      z.strictObject({
        to: id().describe('The group that takes over.'),
        effect: z.string().describe('What happens to members’ mail while it does.'),
        in_use: z.boolean().describe('It carries the load now.'),
      }),
    ).describe('What takes over when it fails.'),
    servers: z.array(id()).describe('All of its servers, those that do not count included.'),
  })
  .describe('Servers that back each other up.');

const server = z
  .strictObject({
    id: id(),
    name: z.string().describe('What the page calls it.'),
    group: id().describe('The group it is in.'),
    url: z.url().describe('Its light on the infrastructure page.'),
    role: z.enum(ROLES).describe('maintenance also while a window takes it out.'),
    counted: z
      .boolean()
      .describe('False for what is on standby, in preparation or withdrawn: neither red nor green.'),
    verdict: verdict().describe('What its group’s rule goes by.'),
    probed: verdict().describe('What the probes alone say.'),
    declared: orNull(z.enum(DECLARABLE)).describe('What open incidents say of it.'),
    since: orNull(since).describe(
      'Since when it is online or offline; null where that is not known to the minute.',
    ),
    last_online: instantOrNull('When anybody last saw it online; told of servers that are not.'),
    seen_from: z.record(z.string(), verdict()).describe('Place → what it sees from there.'),
    note: orNull(z.string()).describe('The owner’s remark.'),
  })
  .describe('One machine.');

const declared = z.strictObject({
  id: id().describe('A service, group or server.'),
  severity: z.enum(DECLARABLE).describe('What staff say of it.'),
});

const entry = {
  slug: slug(),
  title: z.string().describe('As staff wrote it.'),
  url: z.url().describe('Its page.'),
  phase: orNull(z.enum([...INCIDENT_PHASES, ...MAINTENANCE_PHASES])).describe('The latest that staff named.'),
  affects: z.array(declared).describe('What it says now, or expects.'),
  mail: orNull(mail),
};

const incident = z
  .strictObject({
    ...entry,
    started: moment.describe('When it began.'),
    updated: moment.describe('When staff last wrote.'),
    next_update: instantOrNull('When staff promised to write again.'),
    next_update_overdue: z.boolean().describe('That time has come, and nothing was written.'),
    extent_unreadable: z
      .boolean()
      .describe('What it affects cannot be read, so the page may not read operational.'),
  })
  .describe('Unplanned, and not over.');

const maintenance = z
  .strictObject({
    ...entry,
    active: z.boolean().describe('Its window is open.'),
    starts: instantOrNull('Null where its window cannot be read.'),
    ends: instantOrNull('Null where no end was announced.'),
  })
  .describe('Planned work that is under way or to come.');

export const signalboxSchema = z.strictObject({
  version: z.literal(SIGNALBOX_API_VERSION).describe('Of this form.'),
  site: z
    .strictObject({
      name: z.string().describe('The name of the host.'),
      url: z.url().describe('Where its status site is, without a slash at the end.'),
      time_zone: z.string().describe('IANA name, in which the sentences tell their times.'),
      locale: z.string().describe('BCP 47: the language of the sentences.'),
      contact: orNull(z.string()).describe('The helpdesk.'),
    })
    .describe('Whose status it is.'),
  taken_at: instantOrNull('The time of the probes’ data; null where none can be read.'),
  valid_until: instantOrNull(
    'From then on nothing of what the probes saw may be believed: take every severity for unknown. Null where it is not believed now.',
  ),
  believed: z.boolean().describe('The probes’ data was believed when this was written.'),
  not_believed_because: orNull(z.enum(SNAPSHOT_FAULTS)).describe('missing, unreadable, future or old.'),
  recorded_at: instantOrNull('Set where the site shows a moment of the past: then nothing expires.'),
  demonstration: z.boolean().describe('What is shown is made up.'),
  page: z
    .strictObject({ ...account, headline: z.string().describe('What works and what does not.') })
    .describe('The site as a whole: down only if every service is, otherwise at most partial.'),
  services: z.array(service).describe('In the order of the page.'),
  zones: z
    .array(
      z.strictObject({
        id: id(),
        name: z.string().describe('What the page calls it.'),
        colour: z.enum(ZONE_COLOURS).describe('In the diagram.'),
      }),
    )
    .describe('The areas of the diagram.'),
  groups: z.array(group).describe('In the order of the page.'),
  servers: z.array(server).describe('In the order of the page.'),
  incidents: z.array(incident).describe('Those that are open, newest first.'),
  maintenance: z.array(maintenance).describe('What is under way, then what is to come, soonest first.'),
});

export type SignalboxFile = z.output<typeof signalboxSchema>;
export type ReasonObject = z.output<typeof reason>;

const TITLE = 'The state of a Signalbox site';

/** The text of `schemas/signalbox-api.schema.json` (draft 2020-12). A key that it does not know is no fault: there may be more of them one day. */
export function signalboxSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(signalboxSchema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return `${JSON.stringify({ $schema, title: TITLE, ...rest }, null, 2)}\n`;
}
