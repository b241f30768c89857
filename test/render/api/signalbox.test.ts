import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { signalboxSchema, signalboxSchemaText } from '../../../src/render/api/signalbox-schema.ts';
import type { SignalboxFile } from '../../../src/render/api/signalbox-schema.ts';
import { REPOSITORY } from '../../support/example-site.ts';
import { NOW, SMALL_TOPOLOGY } from '../../support/small-site.ts';
import { apiFile, apiInputsOf, deskOfTexts, type SiteTexts } from './desk.ts';

const NAME = 'api/signalbox.json';

function file(texts: SiteTexts): SignalboxFile {
  return signalboxSchema.parse(apiFile(deskOfTexts(texts), NAME));
}

describe('the schema', () => {
  it('is the published one (`npm run schema` writes it)', () => {
    const published = readFileSync(path.join(REPOSITORY, 'schemas/signalbox-api.schema.json'), 'utf8');
    expect(published).toBe(signalboxSchemaText());
  });

  it('says of every key what it means', () => {
    const unexplained: string[] = [];
    const walk = (schema: unknown, where: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, object> };
      for (const [key, inner] of Object.entries(properties)) {
        const texts = JSON.stringify(inner);
        if (!texts.includes('"description"') && !texts.includes('"$ref"'))
          unexplained.push(`${where}.${key}`);
      }
      for (const [key, inner] of Object.entries(schema)) walk(inner, `${where}.${key}`);
    };
    walk(JSON.parse(signalboxSchemaText()), '');
    expect(unexplained).toEqual([]);
  });

  it('takes our file by itself, and a key that it does not know', () => {
    const published = z.fromJSONSchema(JSON.parse(signalboxSchemaText()) as never);
    const told = file({});
    expect(published.safeParse(told).error?.issues).toBeUndefined();
    expect(published.safeParse({ ...told, more: 1 }).success).toBe(true);
    expect(published.safeParse({ ...told, taken_at: 5 }).success).toBe(false);
  });
});

const BACKUP = `      - id: backup-mx
        name: Backup MX
        servers: [{id: mx1, note: In the other house}]
`;
const topology = SMALL_TOPOLOGY.replace('services:\n', `${BACKUP}services:\n`).replace(
  '        name: Gateways\n',
  '        name: Gateways\n        fallback: {to: backup-mx, effect: Mail is delayed}\n',
);

describe('what it tells', () => {
  it('until when it holds', () => {
    expect(file({})).toMatchObject({
      version: 1,
      taken_at: '2010-09-03T22:10:00.000Z',
      valid_until: '2010-09-03T22:15:00.000Z',
      believed: true,
      not_believed_because: null,
      recorded_at: null,
    });
  });

  it.each([
    [{ takenAt: null }, 'missing', null, null],
    [
      { takenAt: NOW - 30 * MINUTE_MS },
      'old',
      '2010-09-03T21:40:00.000Z',
      { at: '2010-09-03T21:40:00.000Z', severity: 'operational' },
    ],
  ])('why it is not believed: %j', (texts, fault, takenAt, lastKnown) => {
    const told = file(texts);
    expect(told).toMatchObject({
      believed: false,
      not_believed_because: fault,
      taken_at: takenAt,
      valid_until: null,
    });
    expect(told.services[0]).toMatchObject({ severity: 'unknown', last_known: lastKnown });
    expect(told.services[0]?.reasons.length).toBeGreaterThan(0);
  });

  it('a service with its reasons as codes and as sentences, and the fallback that carries it', () => {
    const told = file({ topology, verdicts: { gw1: 'offline', gw2: 'offline', mx1: 'online' } });
    const [service] = told.services;
    expect(service).toMatchObject({
      severity: 'degraded',
      probed: { severity: 'degraded' },
      declared: { severity: 'operational' },
      disagreement: { kind: 'probes-only', incidents: [] },
      needs: ['gateways'],
    });
    expect(service?.reasons).toEqual([
      {
        code: 'servers-offline',
        group: 'gateways',
        servers: ['gw1', 'gw2'],
        total: 2,
        since: { at: '2010-09-02T22:10:00.000Z', precision: 'minute' },
      },
      { code: 'fallback-in-use', group: 'gateways', to: 'backup-mx', effect: 'Mail is delayed' },
    ]);
    expect(service?.sentences.join(' ')).toContain('Backup MX');
    expect(told.groups[0]).toMatchObject({
      counted: 2,
      required: 1,
      online: 0,
      offline: 2,
      spare: 0,
      spares: null,
      fallback: { to: 'backup-mx', in_use: true },
    });
    expect(told.page.headline).toBe('Incoming Mail works less well than usual.');
  });

  it('how much is left, and of each machine what is seen from where', () => {
    const told = file({ topology, verdicts: { gw1: 'online', gw2: 'offline', mx1: 'online' } });
    expect(told.groups[0]).toMatchObject({
      severity: 'operational',
      online: 1,
      spare: 0,
      spares: 'none',
      redundancy: 'any',
      fallback: { in_use: false },
    });
    expect(
      told.servers.map(({ id, verdict, group, since, note }) => [id, verdict, group, since?.at, note]),
    ).toEqual([
      ['gw1', 'online', 'gateways', '2010-09-02T22:10:00.000Z', null],
      ['gw2', 'offline', 'gateways', '2010-09-02T22:10:00.000Z', null],
      ['mx1', 'online', 'backup-mx', '2010-09-02T22:10:00.000Z', 'In the other house'],
    ]);
  });

  it('what staff say, since when, and that the probes see nothing', () => {
    const incidents = {
      '2010-09-03-slow':
        '---\ntitle: Slow\naffects: {incoming-mail: degraded}\nmail: {incoming: delayed}\nnext_update: "22:30"\n---\n[22:00] Identified: A.\n',
    };
    const told = file({ incidents });
    expect(told.services[0]).toMatchObject({
      severity: 'degraded',
      since: { at: '2010-09-03T21:00:00.000Z', precision: 'minute', at_least: false },
      declared: { severity: 'degraded' },
      probed: { severity: 'operational' },
      mail: { incoming: 'delayed', outgoing: null },
      disagreement: {
        kind: 'staff-only',
        incidents: ['2010-09-03-slow'],
        since: { at: '2010-09-03T21:00:00.000Z' },
      },
    });
    expect(told.incidents).toEqual([
      {
        slug: '2010-09-03-slow',
        title: 'Slow',
        url: 'https://status.small.example/incidents/2010-09-03-slow/',
        phase: 'identified',
        affects: [{ id: 'incoming-mail', severity: 'degraded' }],
        mail: { incoming: 'delayed', outgoing: null },
        started: { at: '2010-09-03T21:00:00.000Z', precision: 'minute' },
        updated: { at: '2010-09-03T21:00:00.000Z', precision: 'minute' },
        next_update: '2010-09-03T21:30:00.000Z',
        next_update_overdue: true,
        extent_unreadable: false,
      },
    ]);
  });

  it('work that is under way and to come', () => {
    const work = (day: string) =>
      `---\ntitle: Work\nkind: maintenance\nwindow: {from: "${day} 22:00", to: "${day} 23:30"}\naffects: {gw1: down}\n---\n[2010-09-01 10:00] A.\n`;
    const told = file({
      incidents: { '2010-09-01-b': work('2010-09-05'), '2010-09-01-a': work('2010-09-03') },
    });
    expect(told.maintenance.map(({ slug, active, starts }) => [slug, active, starts])).toEqual([
      ['2010-09-01-a', true, '2010-09-03T21:00:00.000Z'],
      ['2010-09-01-b', false, '2010-09-05T21:00:00.000Z'],
    ]);
    expect(told.servers[0]).toMatchObject({ role: 'maintenance' });
  });

  it('nothing private', () => {
    expect(JSON.stringify(apiFile(deskOfTexts({}), NAME))).not.toContain('secret-internal');
  });
});

it('is made of the time of the data', () => {
  const inputs = (takenAt: number) => apiInputsOf(deskOfTexts({ takenAt, now: NOW }))[NAME];
  expect(inputs(NOW)).toBe(inputs(NOW));
  expect(inputs(NOW - MINUTE_MS)).not.toBe(inputs(NOW));
});
