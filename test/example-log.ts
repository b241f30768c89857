import type { IncidentKind, Phase } from '../src/core/model/incident.ts';

/*
 * The example site retells a real page. What that page said, in the order it said it, is written down here once more,
 * so that nobody rewords a fact away.
 */

export interface ExpectedEntry {
  readonly slug: string;
  readonly title: string;
  readonly tag?: string;
  readonly kind?: IncidentKind;
  readonly started: string;
  /** Null while open, and for announcements. */
  readonly resolved: string | null;
  /** What the page showed at the start of each timed paragraph, exactly. */
  readonly marks: readonly string[];
  readonly updates: readonly string[];
  readonly until?: string;
  readonly phases?: readonly (Phase | undefined)[];
  readonly affects?: Record<string, string>;
  readonly later?: readonly (Record<string, string> | undefined)[];
  readonly mail?: Record<string, string>;
  readonly follows?: string;
  /** What a retelling must still say. */
  readonly facts: readonly RegExp[];
}

/** Newest first, as on the page. */
export const LOG: readonly ExpectedEntry[] = [
  {
    slug: '2010-09-02-attachment-issues-and-delayed-emails',
    title: 'Attachment issues and delayed emails',
    started: '2010-09-01',
    resolved: null,
    marks: ['[09.41]'],
    updates: ['2010-09-02 09:41'],
    phases: ['monitoring'],
    mail: { outgoing: 'delayed' },
    facts: [/yesterday evening/, /queue/, /this morning/, /within the hour/, /attachments/, /related/],
  },
  {
    slug: '2010-08-31-service-down',
    title: 'Service Down',
    tag: 'Resolved',
    started: '2010-08-31 16:57',
    resolved: '2010-08-31 19:09',
    marks: ['[16.57]', '[19:09]'],
    updates: ['2010-08-31 16:57', '2010-08-31 19:09'],
    phases: [undefined, 'resolved'],
    affects: { 'web-access': 'partial', 'client-access': 'partial' },
    facts: [/some members/, /faulty server out of the cluster/, /repaired/, /put it back/],
  },
  {
    slug: '2010-08-31-website-slowdown',
    title: 'Website Slowdown',
    tag: 'Resolved',
    started: '2010-08-31 10:30',
    resolved: '2010-08-31 11:40',
    marks: ['10:30:', '10:50:', '10:58:', '11:15:', '11:40:'],
    updates: ['10:30', '10:50', '10:58', '11:15', '11:40'].map((time) => `2010-08-31 ${time}`),
    phases: ['investigating', undefined, 'identified', undefined, 'resolved'],
    affects: { 'web-access': 'degraded' },
    later: [
      undefined,
      { 'web-access': 'partial' },
      { 'web-access': 'partial', storage: 'partial' },
      undefined,
      undefined,
    ],
    facts: [
      /abnormally high/,
      /time out/,
      /15 minutes/,
      /Most members/,
      /remounted/,
      /10 minutes/,
      /last server/,
      /folders look empty/,
    ],
  },
  {
    slug: '2010-08-06-intermittent-webmail-sending-email',
    title: 'Intermittent Webmail Sending Email',
    tag: 'Resolved',
    started: '2010-08-06',
    resolved: '2010-08-06',
    marks: [],
    updates: ['2010-08-06'],
    affects: { 'web-access': 'degraded' },
    mail: { outgoing: 'delayed' },
    facts: [/This morning/, /rebooted/, /4 hours/, /second time/, /sorry/],
  },
  {
    slug: '2010-08-05-service-issue',
    title: 'Service Issue',
    tag: 'Resolved',
    started: '2010-08-05 15:35',
    resolved: '2010-08-05 15:50',
    marks: ['15:35 - 15:50'],
    updates: ['2010-08-05 15:35'],
    until: '2010-08-05 15:50',
    affects: { 'web-access': 'degraded', 'client-access': 'degraded' },
    facts: [/logins/, /apologise/, /monitoring systems/, /few minutes/, /everything is online/],
  },
  {
    slug: '2010-08-04-new-packages-online',
    title: 'New Packages Online',
    kind: 'announcement',
    started: '2010-08-04',
    resolved: null,
    marks: [],
    updates: ['2010-08-04'],
    follows: '2010-07-30-new-email-packages',
    facts: [/1st May 2010/, /free upgrade/, /equivalent/, /soon/],
  },
  {
    slug: '2010-07-30-new-email-packages',
    title: 'New Email Packages',
    kind: 'announcement',
    started: '2010-07-30',
    resolved: null,
    marks: [],
    updates: ['2010-07-30'],
    facts: [
      /announcements page/,
      /Tuesday 3rd August/,
      /1st August/,
      /1st May 2010/,
      /on request/,
      /nearest equivalent/,
    ],
  },
  {
    slug: '2010-07-27-service-interruption',
    title: 'Service Interruption',
    tag: 'Resolved',
    started: '2010-07-27 15:00',
    resolved: '2010-07-27 16:50',
    marks: ['[15:15]', '[15:30]', '[16:00]', '[16:10]', '[16:50]'],
    updates: ['15:15', '15:30', '16:00', '16:10', '16:50'].map((time) => `2010-07-27 ${time}`),
    phases: [undefined, undefined, 'identified', undefined, 'resolved'],
    affects: { 'web-access': 'down', 'client-access': 'down' },
    later: [
      undefined,
      { 'web-access': 'down', 'client-access': 'operational' },
      { 'web-access': 'down', 'client-access': 'operational', storage: 'partial' },
      { 'web-access': 'down', web: 'down', 'client-access': 'operational', storage: 'partial' },
      undefined,
    ],
    facts: [
      /15:00 onwards/,
      /rebooting the mail servers/,
      /webmail is offline/,
      /storage servers/,
      /between 16:10 and 16:50/,
      /holding page/,
      /on purpose/,
    ],
  },
  {
    slug: '2010-07-19-intermittent-weekend-service-issues',
    title: 'Intermittent Weekend Service Issues',
    tag: 'Resolved',
    started: '2010-07-17',
    resolved: '2010-07-19 01:30',
    marks: ['01:30 -'],
    updates: ['2010-07-19 01:30'],
    affects: { 'web-access': 'degraded' },
    facts: [/weekend/, /timing out/, /system account/, /help@aluminati\.net/, /below your folder list/],
  },
  {
    slug: '2010-07-16-service-issue-followups',
    title: 'Service Issue Followups',
    tag: 'All Resolved',
    started: '2010-07-16',
    resolved: '2010-07-16',
    marks: [],
    updates: ['2010-07-16'],
    facts: [/an hour ago/, /between 16:00 and 16:45/, /minimal/, /other servers took over/, /no issues/],
  },
];
