import type { Random } from '../../../bench/random.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';

/** Of the topologies below; some have fewer. */
export const SERVERS = ['gw1', 'gw2', 'mail1', 'web1'] as const;

interface Wording {
  readonly timezone?: string;
  readonly gateways?: string;
  readonly webmail?: string;
  readonly freshFor?: string;
  readonly more?: string;
}

function topology({
  timezone = 'Europe/London',
  gateways = 'Gateways',
  webmail = 'Webmail',
  freshFor = '5m',
  more = '',
}: Wording): string {
  return `site:
  name: Restless Mail
  url: https://status.restless.example
  timezone: ${timezone}
  locale: en-GB
  fresh_for: ${freshFor}
zones:
  - id: incoming
    name: Incoming email
    colour: yellow
    groups:
      - id: gateways
        name: ${gateways}
        servers:
          - {id: gw1, probe: {smtp: 'gw1.internal.example:2525'}}
          - {id: gw2, probe: {smtp: 'gw2.internal.example:2525'}}
  - id: core
    name: Core
    colour: blue
    groups:
      - {id: mail-servers, name: Mail servers, servers: [{id: mail1}]}
${more}services:
  - {id: incoming-mail, name: Incoming Mail, needs: [gateways, mail-servers]}
  - {id: webmail, name: ${webmail}, needs: [mail-servers]}
`;
}

const WEB = '      - {id: web-servers, name: Web servers, servers: [{id: web1}]}\n';

/** Each fit to be published. */
export const GOOD_TOPOLOGIES: readonly string[] = [
  topology({}),
  topology({ gateways: 'Front doors', webmail: 'Mail in the browser' }),
  topology({ timezone: 'America/New_York' }),
  topology({ timezone: 'Pacific/Auckland', webmail: 'Web Access' }),
  topology({ freshFor: '2m' }),
  topology({ more: WEB }),
  topology({}).replace('locale: en-GB', 'locale: en-US'),
  topology({}).replace('{id: webmail, name: Webmail', '{id: web-access, name: Webmail'),
];

/** None of them is, and only one of them can be read at all; null is no file. */
export const BAD_TOPOLOGIES: readonly (string | null)[] = [
  null,
  '',
  'site: [',
  topology({}).replace('needs: [gateways', 'needs: [gatewaves'),
  topology({}).replace('  url:', '  uri:'),
  '\u0000\u0001\ufffd not YAML',
];

const FRONT_MATTER = [
  'affects: {incoming-mail: degraded}',
  'affects: {incoming-mail: down, webmail: partial}',
  'affects: {gw1: down}',
  'affects: [webmail]',
  'affects: {nobody: down}',
  'affects: 7',
  'mail: {incoming: delayed}',
  'mail: soup',
  'next_update: "11:00"',
  'pinned: true',
  'resolved: true',
  'title: said twice',
  'draft: yes',
  'affects: {webmail: degraded',
  'colour: red',
] as const;

const BODIES = [
  '[10:00] It broke.',
  '[10:00] It broke.\n\n[11:00] Resolved. It works.',
  '10:00: Investigating: it is slow.\n\n[10:40] Identified: a disk.\n{affects: {webmail: down}}\n\n[12:00] Resolved.',
  'Just a note, with *stars*, `code` and <b>brackets</b>.',
  '[25:99] A mark that is none.\n\n[10:00 It never closes.',
  '[23:50] Late.\n\n[00:10] Resolved: past midnight.',
  '[09:00] {affects: {webmail: down}',
  '',
] as const;

const TITLES = [
  'Slow mail',
  'Mail [Resolved]',
  'Webmail <down> & "out"',
  '12:30',
  "It's a [link](x)",
] as const;

const iso = (at: Instant) => new Date(at).toISOString();

/** The date of a file's name. */
export const dateOf = (at: Instant) => iso(at).slice(0, 10);

/** What staff might write: mostly fine, now and then with a slip, sometimes beyond all help. */
export function incidentText(random: Random, now: Instant, names: readonly string[]): string {
  switch (random.below(24)) {
    case 0:
      return '';
    case 1:
      return '---\ntitle: "never closed\n---\n[10:00] Bad YAML.\n';
    case 2:
      return '---\ntitle: No end of the front matter\n[10:00] It broke.\n';
    case 3:
      return garbage(random);
    case 4:
    case 5:
      return maintenance(random, now);
    default:
      return usual(random, names);
  }
}

function usual(random: Random, names: readonly string[]): string {
  const lines = [`title: ${JSON.stringify(random.pick(TITLES))}`];
  if (random.below(3) > 0) lines.push(random.pick(FRONT_MATTER));
  if (random.below(6) === 0) lines.push('kind: announcement');
  if (random.below(6) === 0) lines.push('draft: true');
  if (names.length > 0 && random.below(5) === 0) lines.push(`follows: ${random.pick(names)}`);
  const body = Array.from({ length: 1 + random.below(2) }, () => random.pick(BODIES)).join('\n\n');
  return `---\n${lines.join('\n')}\n---\n${body}\n`;
}

/** Its window begins, lasts or ends about now. */
function maintenance(random: Random, now: Instant): string {
  const from = now + (random.below(5) - 3) * (HOUR_MS / 2);
  const to = from + random.pick([HOUR_MS / 4, HOUR_MS, DAY_MS]);
  const [first, last] = [from, to].map((at) => `"${iso(at).slice(0, 16).replace('T', ' ')}"`);
  const window = `window: {from: ${first!}, to: ${last!}}`;
  return `---\ntitle: New disks\nkind: maintenance\n${window}\naffects: {webmail: down}\n---\nWe change disks.\n`;
}

/** What is no text: bytes that are no UTF-8 stand for themselves. */
function garbage(random: Random): string {
  return Array.from({ length: 40 + random.below(200) }, () => String.fromCharCode(random.below(256))).join(
    '',
  );
}

export function snapshotText(takenAt: Instant, verdicts: ReadonlyMap<string, Verdict>): string {
  const servers = [...verdicts].map(([id, { verdict, sinceAt }]) => [
    id,
    { verdict, since: iso(sinceAt), ...(verdict === 'online' ? { booted_at: iso(sinceAt - DAY_MS) } : {}) },
  ]);
  return JSON.stringify({
    version: 1,
    taken_at: iso(takenAt),
    vantages: ['london'],
    servers: Object.fromEntries(servers) as unknown,
  });
}

export interface Verdict {
  readonly verdict: 'online' | 'offline' | 'unknown';
  readonly sinceAt: Instant;
}

/** Snapshots that nobody can believe; null is no file. */
export function badSnapshot(random: Random, now: Instant, good: string, isSteady: boolean): string | null {
  const at = (instant: Instant) => good.replace(/"taken_at":"[^"]*"/, `"taken_at":"${iso(instant)}"`);
  switch (random.below(isSteady ? 4 : 6)) {
    case 0:
      return null;
    case 1:
      return good.slice(0, random.below(good.length));
    case 2:
      return garbage(random);
    case 4:
      return at(now + DAY_MS);
    case 5:
      return at(now - HOUR_MS);
    default:
      return good.replace('"gw1"', '"gw9"').replace('"online"', '"fine"');
  }
}

/** Of `theme/` and `content/`; null deletes. */
export const OWN_FILES: readonly (readonly [string, string | null])[] = [
  ['theme/site.css', 'body{color:red}'],
  ['theme/site.css', '/* nothing */'],
  ['theme/site.css', null],
  ['theme/strings.yml', 'home.works: "{list} work"\n'],
  ['theme/strings.yml', 'home.works: [\n'],
  ['theme/strings.yml', 'no.such.key: "x"\n'],
  ['theme/strings.yml', null],
  ['theme/footer.html', '<p>Of our own</p>'],
  ['theme/footer.html', null],
  ['theme/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 4"><path d="M0 0h9"/></svg>'],
  ['theme/logo.svg', '<svg'],
  ['theme/logo.svg', null],
  ['content/infrastructure/1.md', '# How it works\n\nMail comes *in*.'],
  ['content/infrastructure/1.md', null],
  ['content/infrastructure/2.md', 'And out.'],
  ['content/infrastructure/2.md', null],
];
