import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { NOW } from '../../support/small-site.ts';
import { STATUSPAGE_NAMES } from './statuspage-schemas.ts';
import { steps, told } from './told.ts';

describe('the course of an incident', () => {
  it.each([
    [
      'phases as written',
      '[10:00] A.\n\n[10:30] Identified: B.\n\n[11:00] Monitoring: C.',
      ['monitoring 09-01 11:00', 'identified 09-01 10:30', 'investigating 09-01 10:00'],
    ],
    [
      'an update without a phase leaves it',
      '[10:00] Identified: A.\n\n[10:30] B.',
      ['identified 09-01 10:30', 'identified 09-01 10:00'],
    ],
    [
      'resolved by an update',
      '[10:00] A.\n\n[10:30] Resolved: B.',
      ['resolved 09-01 10:30', 'investigating 09-01 10:00'],
    ],
    [
      'a word after the end',
      '[10:00] A.\n\n[10:30] Resolved: B.\n\n[11:00] C.',
      ['resolved 09-01 11:00', 'resolved 09-01 10:30', 'investigating 09-01 10:00'],
    ],
    [
      'a postmortem',
      '[10:00] A.\n\n[10:30] Resolved: B.\n\n[11:00] Postmortem: C.',
      ['postmortem 09-01 11:00', 'resolved 09-01 10:30', 'investigating 09-01 10:00'],
    ],
    [
      'taken up again',
      '[10:00] A.\n\n[10:30] Resolved: B.\n\n[11:00] Identified: C.',
      ['identified 09-01 11:00', 'resolved 09-01 10:30', 'investigating 09-01 10:00'],
    ],
    ['known to the day', 'A.', ['investigating 09-01 00:00']],
  ])('%s', (_, text, expected) => {
    const { incident } = told('2010-09-01-x', `---\ntitle: X\n---\n${text}\n`);
    expect(steps(incident)).toEqual(expected);
  });

  it.each([
    [
      'in the title',
      'title: X [Resolved]',
      '[10:00] A.',
      ['resolved 09-01 10:00', 'investigating 09-01 10:00'],
    ],
    [
      'at the end of a span',
      'title: X [Resolved]',
      '10:00 - 10:20 A.',
      ['resolved 09-01 10:20', 'investigating 09-01 10:00'],
    ],
    [
      'by `resolved:`',
      'title: X\nresolved: "12:00"',
      '[10:00] A.',
      ['resolved 09-01 12:00', 'investigating 09-01 10:00'],
    ],
    [
      'on a day, with later words of that day',
      'title: X\nresolved: 2010-09-01',
      '[10:00] A.\n\n[10:30] B.',
      ['resolved 09-01 10:30', 'investigating 09-01 10:30', 'investigating 09-01 10:00'],
    ],
  ])('an end that no update tells has a step of its own: %s', (_, head, text, expected) => {
    const { incident } = told('2010-09-01-x', `---\n${head}\n---\n${text}\n`);
    expect(steps(incident)).toEqual(expected);
    expect(incident?.incident_updates[0]).toMatchObject({
      id: '2010-09-01-x.ended',
      body: 'This incident is resolved.',
    });
    expect(incident?.resolved_at).toBe(incident?.incident_updates[0]?.display_at);
  });

  it('has nothing to come: later updates wait, and what is dated ahead as a whole is as old as the site', () => {
    const text = '---\ntitle: X\naffects: {incoming-mail: down}\n---\n[22:00] A.\n\n[23:30] B.\n';
    expect(steps(told('2010-09-03-x', text).incident)).toEqual(['investigating 09-03 22:00']);
    const ahead = told('2010-09-04-x', text).incident;
    expect(steps(ahead)).toEqual(['investigating 01-01 01:00', 'investigating 01-01 01:00']);
    expect(ahead?.impact).toBe('critical');
  });

  it('that is over and has not begun yet is absent', () => {
    expect(told('2010-09-05-x', '---\ntitle: X [Resolved]\n---\n[10:00] A.\n').incident).toBeUndefined();
  });

  it.each([
    ['an announcement', '---\ntitle: X\nkind: announcement\n---\nA.\n'],
    ['a draft', '---\ntitle: X\ndraft: true\n---\n[10:00] A.\n'],
    [
      'cancelled work',
      '---\ntitle: X\nkind: maintenance\nwindow: {from: "2010-09-01 01:00", to: "2010-09-01 03:00"}\ncancelled: true\n---\nA.\n',
    ],
    ['work whose window cannot be read', '---\ntitle: X\nkind: maintenance\nwindow: soon\n---\nA.\n'],
  ])('%s is none', (_, text) => {
    const { read } = told('2010-09-01-x', text);
    for (const name of STATUSPAGE_NAMES) expect(JSON.stringify(read[name])).not.toContain('2010-09-01-x');
  });
});

describe('what it affected', () => {
  const changes = (text: string) => {
    const { incident } = told('2010-09-01-x', `---\ntitle: X\n${text}`);
    const rows = incident?.incident_updates
      .toReversed()
      .map(({ affected_components }) =>
        affected_components?.map(
          ({ code, name, old_status, new_status }) => `${code} (${name}) ${old_status} > ${new_status}`,
        ),
      );
    return { rows, impact: incident?.impact, components: incident?.components.map(({ id }) => id) };
  };

  it('is told from update to update', () => {
    const text =
      'affects: {incoming-mail: degraded}\n---\n[10:00] A.\n\n[10:30] B.\n{affects: {incoming-mail: degraded, gateways: down}}\n\n[11:00] Resolved: C.\n';
    expect(changes(text)).toEqual({
      impact: 'critical',
      components: ['incoming-mail', 'gateways'],
      rows: [
        [
          'incoming-mail (Incoming Mail) operational > degraded_performance',
          'gateways (Incoming email - Gateways) operational > operational',
        ],
        [
          'incoming-mail (Incoming Mail) degraded_performance > degraded_performance',
          'gateways (Incoming email - Gateways) operational > major_outage',
        ],
        [
          'incoming-mail (Incoming Mail) degraded_performance > operational',
          'gateways (Incoming email - Gateways) major_outage > operational',
        ],
      ],
    });
  });

  it.each([
    ['gw1: down', 'operational', 'none'],
    ['gw1: down, gw2: down', 'major_outage', 'critical'],
    ['gw1: degraded', 'operational', 'none'],
  ])('servers are told as their group: {%s}', (affects, status, impact) => {
    const told = changes(`affects: {${affects}}\n---\n[10:00] A.\n`);
    expect(told.rows).toEqual([[`gateways (Incoming email - Gateways) operational > ${status}`]]);
    expect(told.impact).toBe(impact);
  });

  it('is nothing where nothing is named', () => {
    expect(changes('---\n[10:00] A.\n')).toEqual({ rows: [[]], impact: 'none', components: [] });
  });

  it('has an impact where nobody can read what it is', () => {
    expect(changes('affects: 7\n---\n[10:00] A.\n').impact).toBe('minor');
  });
});

describe('planned work', () => {
  const WORK =
    '---\ntitle: Work\nkind: maintenance\nwindow: {from: "2010-09-03 22:00", to: "2010-09-04 02:00"}\naffects: {gateways: down}\n---\n[2010-09-02 12:00] We put in new disks.\n';
  const at = (hours: number) => NOW + hours * 60 * MINUTE_MS;

  it.each([
    ['before', -2, ['scheduled 09-02 12:00'], 'upcoming'],
    ['while it lasts', 0, ['in_progress 09-03 22:00', 'scheduled 09-02 12:00'], 'active'],
    ['after it', 5, ['completed 09-04 02:00', 'in_progress 09-03 22:00', 'scheduled 09-02 12:00'], 'over'],
  ])('goes by its window, without anybody writing: %s', (_, hours, expected, list) => {
    const { maintenance, read } = told('2010-09-02-work', WORK, at(hours));
    expect(steps(maintenance)).toEqual(expected);
    expect(maintenance).toMatchObject({
      impact: 'maintenance',
      scheduled_for: '2010-09-03T21:00:00.000Z',
      scheduled_until: '2010-09-04T01:00:00.000Z',
    });
    expect(read['api/v2/scheduled-maintenances/upcoming.json'].scheduled_maintenances.length).toBe(
      list === 'upcoming' ? 1 : 0,
    );
    expect(read['api/v2/scheduled-maintenances/active.json'].scheduled_maintenances.length).toBe(
      list === 'active' ? 1 : 0,
    );
  });

  it.each([
    [
      '[21:50] In progress: A.',
      ['in_progress 09-03 22:00', 'scheduled 09-03 21:50', 'scheduled 09-02 12:00'],
    ],
    ['[22:00] In progress: A.', ['in_progress 09-03 22:00', 'scheduled 09-02 12:00']],
    ['[22:30] Verifying: A.', ['verifying 09-03 22:30', 'in_progress 09-03 22:00', 'scheduled 09-02 12:00']],
    ['[22:30] A.', ['in_progress 09-03 22:30', 'in_progress 09-03 22:00', 'scheduled 09-02 12:00']],
    ['[23:00] Completed: A.', ['completed 09-03 23:00', 'in_progress 09-03 22:00', 'scheduled 09-02 12:00']],
  ])('and by what is written: %s', (text, expected) => {
    const { maintenance } = told('2010-09-02-work', `${WORK}\n${text.replace('[', '[2010-09-03 ')}\n`);
    expect(steps(maintenance)).toEqual(expected);
  });

  it('is under way where it is expected to be felt', () => {
    const { maintenance } = told('2010-09-02-work', WORK);
    const states = maintenance?.incident_updates.map(
      ({ affected_components }) => affected_components?.[0]?.new_status,
    );
    expect(states).toEqual(['under_maintenance', 'operational']);
  });

  it('that carries only the day it is done on is as old as the site', () => {
    const { maintenance } = told(
      '2010-09-05-work',
      WORK.replace('[2010-09-02 12:00] ', '')
        .replaceAll('2010-09-03', '2010-09-05')
        .replace('2010-09-04', '2010-09-06'),
    );
    expect(maintenance).toMatchObject({ status: 'scheduled', created_at: '1970-01-01T00:00:00.000Z' });
  });
});
