import * as z from 'zod';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { INTERNET, ROLES, WHOLE_PAGE_BADGES, ZONE_COLOURS } from '../model/topology.ts';
import { FLOW_KEY_PATTERN, FLOW_PATTERN } from './flow.ts';
import {
  contact,
  duration,
  freshFor,
  httpsUrl,
  id,
  lastDay,
  locale,
  markdown,
  name,
  securityContact,
  sentence,
  siteUrl,
  timezone,
  vantageName,
} from './schema-scalars.ts';

/*
 * The one source for what `topology.yml` may hold: keys, types, defaults and their meaning. The types below, the
 * JSON Schema for editors and the messages of `check` all come from here; docs/topology.md tells the same in prose.
 */

/** Of a list: far above what a page can show, far below what hurts. */
const MAX_ENTRIES = 500;
const MAX_PROBES_PER_SERVER = 20;
const MAX_SOURCES = 20;

/** A prober that looks more often than this is a load test. */
const MIN_INTERVAL_MS = SECOND_MS;
const MAX_INTERVAL_MS = HOUR_MS;
const MAX_RETRY_AFTER_MS = MINUTE_MS;
const MAX_ROUNDS = 100;
const MAX_CONCURRENCY = 1_000;
const MAX_CERTIFICATE_DAYS = 398;
/** For a site with one prober, whose place says nothing. */
const DEFAULT_VANTAGE = 'prober';

const WHOLE_NUMBER = 'a whole number, 1 or more';

const ids = () => z.array(id()).max(MAX_ENTRIES);
const entityName = () => name().optional().describe('What members read. Default: the id.');

const security = z
  .strictObject({
    contact: securityContact().describe('E-mail address or https address for reports.'),
    expires: lastDay().describe(
      'The last day it is to be relied upon, YYYY-MM-DD. RFC 9116 recommends less than a year ahead.',
    ),
    policy: httpsUrl().optional().describe('Address of your rules for those who look for holes.'),
  })
  .describe('Published as /.well-known/security.txt: whom to tell of a hole in what you run.');

const site = z
  .strictObject({
    name: name().describe('The name of the host, as members know it.'),
    url: siteUrl().describe('Where the status site is published: absolute, with a path if it has one.'),
    timezone: timezone().describe('IANA name. Every local time in incidents is read and printed in it.'),
    locale: locale()
      .default('en-GB')
      .describe('BCP 47. Decides the order of slash dates and how dates are printed.'),
    contact: contact().optional().describe('Address or URL of the helpdesk.'),
    fresh_for: freshFor()
      .prefault('5m')
      .describe(
        'Evidence older than this is no longer believed. Not below the sum of the probe intervals + 1 min.',
      ),
    security: security.optional(),
  })
  .refine(({ url, security: given }) => given === undefined || !hasPath(url), {
    path: ['security'],
    error: 'none where site.url has a path: security.txt stands at the root of a host, or nobody finds it',
  })
  .describe('The site as a whole.');

function isWholePageBadge(text: string): boolean {
  return Object.values<string>(WHOLE_PAGE_BADGES).includes(text);
}

function hasPath(url: string): boolean {
  return URL.canParse(url) && new URL(url).pathname !== '/';
}

const probeEntry = z
  .record(z.string(), z.unknown())
  .refine((entry) => Object.keys(entry).length === 1, 'one key, the kind of probe')
  .meta({ minProperties: 1, maxProperties: 1 });

const probe = z
  .union([probeEntry, z.array(probeEntry).min(1, 'at least one probe').max(MAX_PROBES_PER_SERVER)])
  .describe(
    'Private, never published. One check or a list of checks, each a mapping with one key, its kind: {smtp: "gw1.internal:25"}. ' +
      'Here, and nowhere else, ${NAME} stands for an environment variable.',
  );

const boot = probeEntry.describe(
  'Private, never published. Where the time this machine booted is asked for: {http: "http://gw1.internal:9100/metrics"}, ' +
    '{snmp: …} or {exec: …}. Without it, the time it was first seen online counts.',
);

const server = z
  .strictObject({
    id: id().describe('Names the anchor /infrastructure/#id.'),
    name: entityName(),
    role: z
      .enum(ROLES)
      .default('active')
      .describe(
        'active: counts. maintenance: counts as not online, on purpose. standby, preparing, withdrawn: shown, not counted.',
      ),
    note: sentence().optional().describe('A remark members see beside the server.'),
    probe: probe.optional(),
    boot: boot.optional(),
  })
  .describe('One machine, one dot of the diagram.');

const redundancy = z
  .union(
    [
      z.enum(['any', 'all']),
      z.strictObject({
        at_least: z
          .int(WHOLE_NUMBER)
          .min(1, WHOLE_NUMBER)
          .max(MAX_ENTRIES)
          .describe('So many servers are enough.'),
      }),
    ],
    'any, all or {at_least: <number>}',
  )
  .default('any')
  .describe('How many servers the group needs. any: one is enough. all: each holds a share of the members.');

const fallback = z
  .strictObject({
    to: id().describe('The group that takes over.'),
    effect: sentence().describe('What happens to members’ mail while it does, as a plain sentence.'),
  })
  .describe(
    'Another group that takes over when this one fails. One hop: that group may have no fallback itself.',
  );

const group = z
  .strictObject({
    id: id(),
    name: entityName(),
    about: markdown().optional().describe('Markdown, shown on the infrastructure page.'),
    redundancy,
    fallback: fallback.optional(),
    effect: sentence()
      .optional()
      .describe('What the loss of this group means to members’ mail, where no fallback takes over.'),
    supporting: z
      .boolean()
      .default(false)
      .describe('true: no service needs this group, on purpose. Silences the check that would say so.'),
    servers: z
      .array(z.union([id(), server], 'an id or a mapping with an id'))
      .min(1, 'at least one server')
      .max(MAX_ENTRIES)
      .describe('The machines. One that has nothing but an id may be written as its bare id.'),
  })
  .describe('Servers that back each other up, drawn as one box.');

const zone = z
  .strictObject({
    id: id(),
    name: entityName(),
    colour: z.enum(ZONE_COLOURS).default('grey').describe('The colour of the area in the diagram.'),
    about: markdown().optional().describe('Markdown, shown on the infrastructure page.'),
    groups: z.array(group).min(1, 'at least one group').max(MAX_ENTRIES).describe('The boxes of the area.'),
  })
  .describe('A coloured area of the diagram.');

/** Every service has pictures under its id, beside those of the whole page. */
const SERVICE_ID_EXPECTED = `another id: ${Object.values(WHOLE_PAGE_BADGES).join(' and ')} name pictures of the whole page`;

const service = z
  .strictObject({
    id: id().refine((text) => !isWholePageBadge(text), SERVICE_ID_EXPECTED),
    name: entityName(),
    about: sentence().optional().describe('What the service does for a member, as a plain sentence.'),
    // Not empty: a service that needs nothing would be green whatever happens.
    needs: ids().min(1, 'at least one group').describe('Groups. A fault in one is a fault of the service.'),
    degraded_without: ids().default([]).describe('Groups. A fault in one degrades the service, no more.'),
  })
  .describe('What a member recognises.');

const FLOW_EXPECTED = 'groups joined by arrows, such as internet -> gateways -> storage';

const flow = z
  .union(
    [
      z.string().regex(FLOW_PATTERN, FLOW_EXPECTED),
      z
        .record(
          z.string().regex(FLOW_KEY_PATTERN, FLOW_EXPECTED),
          z.literal('fallback', '"fallback" after the colon'),
        )
        .refine((entry) => Object.keys(entry).length === 1, FLOW_EXPECTED),
    ],
    FLOW_EXPECTED,
  )
  .describe(
    `Ids of groups, and ${INTERNET} for the world outside. ": fallback" at the end draws a dashed arrow.`,
  );

const count = (max: number) =>
  z
    .int(WHOLE_NUMBER)
    .min(1, WHOLE_NUMBER)
    .max(max, `at most ${String(max)}`);

const probing = z
  .strictObject({
    every: duration(MIN_INTERVAL_MS, MAX_INTERVAL_MS)
      .prefault('1m')
      .describe('From the start of one round of checks to the start of the next.'),
    vantage: vantageName()
      .default(DEFAULT_VANTAGE)
      .describe('The place this prober looks from, as members read it: a city, not a host name.'),
    retry_after: duration(0, MAX_RETRY_AFTER_MS)
      .prefault('3s')
      .describe('A check that fails is tried once more after this; 0s for never.'),
    fail_after: count(MAX_ROUNDS)
      .default(2)
      .describe('So many rounds in a row must fail before a server is offline.'),
    recover_after: count(MAX_ROUNDS)
      .default(1)
      .describe('So many rounds in a row must succeed before an offline server is online again.'),
    concurrency: count(MAX_CONCURRENCY).default(50).describe('Checks under way at once.'),
    certificate_days: z
      .int('a whole number')
      .min(0, 'a whole number, 0 or more')
      .max(MAX_CERTIFICATE_DAYS, `at most ${String(MAX_CERTIFICATE_DAYS)}`)
      .default(14)
      .describe('Staff are warned of a certificate that ends within so many days.'),
    canaries: z
      .array(probeEntry)
      .max(MAX_PROBES_PER_SERVER)
      .default([])
      .describe(
        'Private, never published. Checks of the world outside, best in another network: when all of them fail, ' +
          'the prober is cut off and says unknown instead of offline.',
      ),
  })
  .describe('How the servers are looked at.');

const SOURCE_EXPECTED = 'a mapping with a "type", such as {type: prometheus, url: …}';

const source = z
  .record(z.string(), z.unknown(), SOURCE_EXPECTED)
  .refine(({ type }) => typeof type === 'string', SOURCE_EXPECTED);

/** Input: `topology.yml` as YAML reads it. Output: the same with its defaults, durations in milliseconds. */
export const topologySchema = z
  .strictObject({
    site,
    zones: z
      .array(zone)
      .min(1, 'at least one zone')
      .max(MAX_ENTRIES)
      .describe('The areas of the diagram, in the order drawn.'),
    services: z
      .array(service)
      .min(1, 'at least one service')
      .max(MAX_ENTRIES)
      .describe('In the order shown.'),
    flows: z.array(flow).max(MAX_ENTRIES).default([]).describe('The arrows of the diagram.'),
    probing: probing.prefault({}),
    sources: z
      .array(source)
      .max(MAX_SOURCES)
      .default([])
      .describe(
        'Private, never published. Monitoring engines that are asked how the servers are, beside or instead of the probes: ' +
          '{type: prometheus, url: "https://prometheus.internal:9090"}. Secrets come from the environment, as ${NAME}, or from a file.',
      ),
  })
  .describe('The servers, how they back each other up, and the services members know.');

/** The schema of one server, for those written as a bare id. */
export const serverSchema = server;

/** What a file without `probing:` means. */
export const DEFAULT_PROBING = probing.parse({});

export type TopologyInput = z.output<typeof topologySchema>;
export type ServerInput = z.output<typeof serverSchema>;
