import { describe, expect, test } from 'vitest';
import type { Disagreement, Reason } from '../../../src/core/model/status.ts';
import type { Moment } from '../../../src/core/model/time.ts';
import { createWords } from '../../../src/render/words/words.ts';

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

const NAMES: Readonly<Record<string, string>> = {
  gateways: 'AV/GreyListing',
  'mail-servers': 'Mail Servers',
  storage: 'Mail Storage',
  'backup-mx': 'Backup MX',
  ftp: 'FTP Service',
  'web-access': 'Web Access',
  mail: 'Mail',
  webmail: 'Webmail',
  hosting: 'Hosting Service',
  long: 'The Extraordinarily Long-Named Webmailer',
};
const names = (id: string) => NAMES[id] ?? id;

/** London time in September 2010. */
const at = (clock: string, day = 3) =>
  Date.parse(`2010-09-${String(day).padStart(2, '0')}T${clock}:00+01:00`);
const minute = (clock: string, day = 3): Moment => ({ at: at(clock, day), precision: 'minute' });
const dayOf = (day: number): Moment => ({ at: at('00:00', day), precision: 'day' });
const NOW = at('23:10');

const ids = (count: number) => Array.from({ length: count }, (_, index) => `s${index + 1}`);

const offline = (group: string, count: number, total: number, sinceAt?: number): Reason => ({
  code: 'servers-offline',
  group,
  servers: ids(count),
  total,
  ...(sinceAt === undefined ? {} : { sinceAt }),
});
const unknown = (group: string, count: number, total: number, atLeast = false): Reason => ({
  code: 'servers-unknown',
  group,
  servers: ids(count),
  total,
  atLeast,
});
const planned = (group: string, count: number, total: number): Reason => ({
  code: 'servers-in-maintenance',
  group,
  servers: ids(count),
  total,
});
const inUse: Reason = {
  code: 'fallback-in-use',
  group: 'gateways',
  to: 'backup-mx',
  effect: 'Mail is delayed, not lost.',
};
const told = { incident: '2010-09-03-slow', title: 'Slow logins' };

describe('one reason, one sentence', () => {
  test.each<[Reason, string]>([
    [
      offline('gateways', 1, 1, at('09:12')),
      'The only server of AV/GreyListing (s1) is offline since 09:12.',
    ],
    [offline('gateways', 2, 2, at('09:12')), 'Both AV/GreyListing servers are offline since 09:12.'],
    [offline('gateways', 2, 2), 'Both AV/GreyListing servers are offline.'],
    [
      offline('storage', 3, 3, at('09:12', 2)),
      'All three Mail Storage servers are offline since 2 September, 09:12.',
    ],
    [offline('storage', 40, 40), 'All 40 Mail Storage servers are offline.'],
    [offline('storage', 1, 3, at('09:12')), '1 of 3 Mail Storage servers is offline since 09:12 (s1).'],
    [offline('storage', 2, 5), '2 of 5 Mail Storage servers are offline (s1 and s2).'],
    [offline('storage', 5, 9), '5 of 9 Mail Storage servers are offline (s1, s2, s3, s4 and s5).'],
    [offline('storage', 12, 40), '12 of 40 Mail Storage servers are offline.'],
    [offline('mail-servers', 2, 2), 'Both Mail Servers are offline.'],
    [offline('long', 1, 2), '1 of 2 The Extraordinarily Long-Named Webmailer servers is offline (s1).'],
    [unknown('gateways', 1, 1), 'We do not know the state of the only server of AV/GreyListing (s1).'],
    [unknown('gateways', 2, 2), 'We do not know the state of either of the two AV/GreyListing servers.'],
    [unknown('storage', 3, 3), 'We do not know the state of any of the three Mail Storage servers.'],
    [unknown('storage', 1, 3), 'We do not know the state of 1 of 3 Mail Storage servers (s1).'],
    [
      unknown('storage', 2, 3, true),
      'We do not know the state of 2 of 3 Mail Storage servers (s1 and s2); it may be worse than shown.',
    ],
    [planned('gateways', 1, 1), 'The only server of AV/GreyListing (s1) is in maintenance.'],
    [planned('gateways', 2, 2), 'Both AV/GreyListing servers are in maintenance.'],
    [planned('storage', 4, 4), 'All four Mail Storage servers are in maintenance.'],
    [planned('storage', 1, 4), '1 of 4 Mail Storage servers is in maintenance (s1).'],
    [planned('storage', 6, 9), '6 of 9 Mail Storage servers are in maintenance.'],
    [{ code: 'no-server-in-service', group: 'storage' }, 'No server of Mail Storage is in service.'],
    [
      { code: 'too-few-servers', group: 'storage', total: 1, required: 2 },
      'Mail Storage has 1 in service and needs 2.',
    ],
    [
      { code: 'nothing-watched', subject: 'webmail' },
      'No servers are named behind Webmail, so we cannot vouch for it.',
    ],
    [{ code: 'nothing-watched' }, 'No services are named, so there is nothing we could vouch for.'],
    [inUse, 'Mail arrives through Backup MX. Mail is delayed, not lost.'],
    [
      { code: 'fallback-unavailable', group: 'gateways', to: 'backup-mx', severity: 'down' },
      'Backup MX, which would take over for AV/GreyListing, is down.',
    ],
    [
      { code: 'fallback-unavailable', group: 'gateways', to: 'backup-mx', severity: 'unknown' },
      'Backup MX, which would take over for AV/GreyListing, is in an unknown state.',
    ],
    [
      { code: 'effect', group: 'storage', effect: 'Some members cannot read their mail' },
      'Some members cannot read their mail.',
    ],
    [{ code: 'effect', group: 'storage', effect: 'Nothing is lost! ' }, 'Nothing is lost!'],
    [{ code: 'degraded-without', group: 'ftp' }, 'It works without FTP Service, only less well.'],
    [
      { code: 'declared', subject: 'web-access', severity: 'down', since: minute('10:30'), ...told },
      'Staff report “Slow logins” since 10:30: Web Access is down.',
    ],
    [
      { code: 'declared', subject: 'web-access', severity: 'down', ...told },
      'Staff report “Slow logins”: Web Access is down.',
    ],
    [
      {
        code: 'declared',
        subject: 'web-access',
        severity: 'degraded',
        since: dayOf(2),
        ...told,
        mail: { outgoing: 'delayed' },
      },
      'Staff report “Slow logins” since 2 September: Web Access works less well than usual. Outgoing mail is delayed, not lost.',
    ],
    [
      { code: 'extent-unreadable', ...told },
      'An incident is open whose extent we cannot read: “Slow logins”.',
    ],
    [
      { code: 'maintenance-window', subject: 'storage', endAt: at('23:30'), ...told, title: 'New disks' },
      'Planned work on Mail Storage until 23:30: “New disks”.',
    ],
    [
      { code: 'maintenance-window', subject: 'storage', endAt: null, ...told, title: 'New disks' },
      'Planned work on Mail Storage: “New disks”.',
    ],
    [
      {
        code: 'worse-than-announced',
        subject: 'storage',
        announced: 'degraded',
        ...told,
        title: 'New disks',
      },
      'Planned work on Mail Storage (“New disks”) goes further than was announced.',
    ],
    [
      { code: 'overran', subject: 'storage', endAt: at('02:00'), ...told, title: 'New disks' },
      'Planned work on Mail Storage (“New disks”) was to be over by 02:00; the fault is still there.',
    ],
    [{ code: 'no-evidence', fault: 'missing' }, 'There are no probe results.'],
    [{ code: 'no-evidence', fault: 'unreadable' }, 'The probe results cannot be read.'],
    [
      { code: 'no-evidence', fault: 'future' },
      'The probe results claim to be from the future, so we do not believe them.',
    ],
    [
      { code: 'no-evidence', fault: 'old', takenAt: at('22:30') },
      'The last probe results are from 22:30, too old to vouch for now.',
    ],
    [{ code: 'no-evidence', fault: 'old' }, 'The last probe results are too old to vouch for now.'],
    [{ code: 'last-known', at: at('22:30'), severity: 'operational' }, 'At 22:30 it worked.'],
    [{ code: 'last-known', at: at('22:30'), severity: 'unknown' }, 'At 22:30 its state was unknown too.'],
    [
      { code: 'last-known', at: at('22:30', 2), severity: 'partial' },
      'On 2 September 2010 at 22:30 it was partly down.',
    ],
  ])('%#: %o', (reason, sentence) => {
    expect(words.reason(reason, names, NOW)).toBe(sentence);
  });

  test('without a day to compare with, every time has its date and year', () => {
    expect(words.reason(offline('gateways', 2, 2, at('09:12')), names)).toBe(
      'Both AV/GreyListing servers are offline since 3 September 2010, 09:12.',
    );
  });

  test('what staff and owners wrote is data, not a pattern', () => {
    const title = 'Logs full of {since} and $& <b>';
    expect(words.reason({ code: 'extent-unreadable', incident: 'i', title }, names)).toBe(
      `An incident is open whose extent we cannot read: “${title}”.`,
    );
  });
});

describe('what was last known of all services', () => {
  const known = (severities: Readonly<Record<string, 'operational' | 'down' | 'unknown' | 'degraded'>>) =>
    words.reason(
      {
        code: 'last-known',
        at: NOW,
        severity: 'operational',
        services: Object.entries(severities).map(([id, severity]) => ({ id, severity })),
      },
      names,
      NOW,
    );
  test.each<[Parameters<typeof known>[0], string]>([
    [
      { a: 'operational', b: 'operational', c: 'operational', d: 'operational' },
      'At 23:10 all four services worked.',
    ],
    [{ mail: 'operational', webmail: 'operational' }, 'At 23:10 both services worked.'],
    [{ mail: 'operational' }, 'At 23:10 Mail worked.'],
    [{ mail: 'unknown', webmail: 'unknown' }, 'At 23:10 we did not know either.'],
    [
      { mail: 'operational', webmail: 'operational', hosting: 'down' },
      'At 23:10 Mail and Webmail worked; Hosting Service was down.',
    ],
    [
      { mail: 'operational', webmail: 'down', hosting: 'down' },
      'At 23:10 Mail worked; Webmail and Hosting Service were down.',
    ],
    [
      { mail: 'degraded', webmail: 'unknown' },
      'At 23:10 Mail worked less well than usual; the state of Webmail was not known.',
    ],
    [
      {
        a: 'operational',
        b: 'operational',
        c: 'operational',
        d: 'operational',
        e: 'operational',
        mail: 'down',
      },
      'At 23:10 5 of 6 services worked; Mail was down.',
    ],
  ])('%o', (severities, sentence) => {
    expect(known(severities)).toBe(sentence);
  });
});

describe('the sentences of a status', () => {
  test('a cause and the fallback that answers it are one breath', () => {
    expect(words.reasons([offline('gateways', 2, 2, at('09:12')), inUse], names, NOW)).toEqual([
      'Both AV/GreyListing servers are offline since 09:12; mail arrives through Backup MX. Mail is delayed, not lost.',
    ]);
  });

  test('a fallback that staff declared in use stands alone', () => {
    const declared: Reason = {
      code: 'declared',
      subject: 'gateways',
      severity: 'degraded',
      since: minute('10:30'),
      ...told,
    };
    expect(words.reasons([declared, inUse], names, NOW)).toEqual([
      'Staff report “Slow logins” since 10:30: AV/GreyListing works less well than usual.',
      'Mail arrives through Backup MX. Mail is delayed, not lost.',
    ]);
  });

  test('another group’s fallback is not mixed up', () => {
    expect(words.reasons([offline('storage', 1, 3), inUse], names, NOW)).toHaveLength(2);
  });

  test('a sentence is said once', () => {
    expect(words.reasons([unknown('gateways', 2, 2), unknown('gateways', 2, 2)], names, NOW)).toHaveLength(1);
  });
});

describe('staff and probes', () => {
  const incidents = [{ slug: 'a', title: 'Slow logins' }];
  const two = [...incidents, { slug: 'b', title: 'Mail delayed' }];
  test.each<[Disagreement, string]>([
    [
      { kind: 'staff-only', declared: 'degraded', probed: 'operational', since: minute('10:30'), incidents },
      'Staff report “Slow logins” since 10:30; our probes see nothing wrong.',
    ],
    [
      { kind: 'staff-only', declared: 'degraded', probed: 'operational', incidents },
      'Staff report “Slow logins”; our probes see nothing wrong.',
    ],
    [
      { kind: 'staff-only', declared: 'degraded', probed: 'unknown', since: dayOf(2), incidents },
      'Staff report “Slow logins” since 2 September; our probes cannot tell.',
    ],
    [
      {
        kind: 'staff-only',
        declared: 'degraded',
        probed: 'maintenance',
        since: minute('10:30'),
        incidents: two,
      },
      'Staff report “Slow logins” and “Mail delayed” since 10:30; our probes see only planned work.',
    ],
    [{ kind: 'probes-only', probed: 'down' }, 'Our probes see a fault that staff have not reported.'],
    [
      { kind: 'differ', declared: 'degraded', probed: 'down', incidents },
      'Staff say it works less well than usual (“Slow logins”); our probes say it is down.',
    ],
    [
      { kind: 'resolved-but-seen', probed: 'down', resolved: minute('19:09'), incidents },
      'Staff closed “Slow logins” at 19:09; our probes still see a fault.',
    ],
    [
      { kind: 'resolved-but-seen', probed: 'down', resolved: minute('19:09', 2), incidents },
      'Staff closed “Slow logins” on 2 September, 19:09; our probes still see a fault.',
    ],
    [
      { kind: 'resolved-but-seen', probed: 'down', resolved: dayOf(3), incidents },
      'Staff closed “Slow logins” on 3 September; our probes still see a fault.',
    ],
  ])('%#', (disagreement, sentence) => {
    expect(words.disagreement(disagreement, NOW)).toBe(sentence);
  });
});

describe('mail', () => {
  test.each([
    [{ incoming: 'delayed', outgoing: 'delayed' }, 'Mail is delayed, not lost.'],
    [{ incoming: 'safe', outgoing: 'delayed' }, 'Incoming mail is safe. Outgoing mail is delayed, not lost.'],
    [{ incoming: 'unknown' }, 'We do not know yet what happens to incoming mail.'],
    [{ outgoing: 'lost' }, 'Outgoing mail was lost.'],
    [{}, ''],
  ] as const)('%o', (mail, sentence) => {
    expect(words.mail(mail)).toBe(sentence);
  });
});
