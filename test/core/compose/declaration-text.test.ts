import { describe, expect, test } from 'vitest';
import { parseAffects, parseMail, parsePhase } from '../../../src/core/compose/declaration-text.ts';
import { topology } from '../check/fixtures.ts';

describe('--affects', () => {
  test.each([
    ['web-access', [{ id: 'web-access', severity: 'degraded' }]],
    [
      'web-access=down, gateways',
      [
        { id: 'web-access', severity: 'down' },
        { id: 'gateways', severity: 'degraded' },
      ],
    ],
    ['gw1:partial', [{ id: 'gw1', severity: 'partial' }]],
    ['web-access=down,web-access=partial', [{ id: 'web-access', severity: 'partial' }]],
    ['none', []],
  ])('%s', (text, affects) => {
    expect(parseAffects(text, topology())).toEqual({ affects });
  });

  test.each([
    [
      'web-acess',
      {
        problem: '"web-acess" is no service, group or server of topology.yml',
        hint: 'Did you mean "web-access"?',
      },
    ],
    [
      'web-access=dwon',
      { problem: '"dwon" is no severity', hint: 'Known are: operational, degraded, partial, down.' },
    ],
    [
      'web-access=unknown',
      { problem: '"unknown" is no severity', hint: 'Known are: operational, degraded, partial, down.' },
    ],
    [
      '=down',
      {
        problem: '"" is no service, group or server of topology.yml',
        hint: expect.stringMatching(/^Known are: incoming-mail, web-access, gateways/),
      },
    ],
  ])('not %s', (text, problem) => {
    expect(parseAffects(text, topology())).toEqual(problem);
  });
});

describe('--mail', () => {
  test.each([
    ['delayed', { incoming: 'delayed', outgoing: 'delayed' }],
    ['incoming=delayed', { incoming: 'delayed' }],
    ['incoming=safe,outgoing=lost', { incoming: 'safe', outgoing: 'lost' }],
  ])('%s', (text, mail) => {
    expect(parseMail(text)).toEqual({ mail });
  });

  test.each([
    [
      'delaid',
      {
        problem: '"delaid" is no word for what happens to mail',
        hint: 'Known are: safe, delayed, refused, lost, unknown.',
      },
    ],
    [
      'inbound=safe',
      { problem: '"inbound" is no direction of mail', hint: 'Known are: incoming, outgoing.' },
    ],
  ])('not %s', (text, problem) => {
    expect(parseMail(text)).toEqual(problem);
  });
});

describe('--phase', () => {
  test.each([
    ['Identified', 'incident', 'identified'],
    ['in-progress', 'maintenance', 'in progress'],
    ['In Progress', 'maintenance', 'in progress'],
    ['post-mortem', 'incident', 'postmortem'],
  ] as const)('%s of %s', (text, kind, phase) => {
    expect(parsePhase(text, kind)).toEqual({ phase });
  });

  test.each([
    [
      'identfied',
      'incident',
      {
        problem: '"identfied" is no phase of an incident',
        hint: 'Known are: investigating, identified, monitoring, resolved, postmortem.',
      },
    ],
    [
      'identified',
      'maintenance',
      {
        problem: '"identified" is no phase of maintenance',
        hint: 'Known are: scheduled, in progress, verifying, completed.',
      },
    ],
    ['identified', 'announcement', { problem: 'an announcement has no phases', hint: 'Leave --phase out.' }],
  ] as const)('not %s of %s', (text, kind, problem) => {
    expect(parsePhase(text, kind)).toEqual(problem);
  });
});
