import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import type { Answer, SiteAccount } from '../../../src/shell/status/account.ts';
import { BRIEF_COLUMNS, briefText, fullText, jsonText } from '../../../src/shell/status/print.ts';
import { judge, LEVEL_OF, LEVELS } from '../../../src/shell/status/verdict.ts';
import { NOW } from './site-server.ts';

const ACCOUNT: SiteAccount = {
  name: 'Small Mail',
  severity: 'partial',
  headline: 'Mail works. Webmail is partly down.',
  services: [
    { id: 'mail', name: 'Mail', severity: 'operational', reasons: [] },
    {
      id: 'webmail',
      name: 'Web | mail',
      severity: 'partial',
      reasons: ['Staff say so.', 'Our probes see nothing wrong.'],
    },
  ],
  takenAt: NOW - 61_500,
  validUntilAt: NOW + 238_500,
  text: 'Small Mail\n==========\n\nMail\n----\n\nWorks\n- x\n',
};
const STALE: Answer = { problem: 'nobody knows', account: ACCOUNT };
const PLAIN = { coloured: false } as const;
const NOBODY: Answer = { problem: 'nothing answers' };

describe('the codes of monitoring plug-ins', () => {
  it.each([
    ['operational', 'OK', 0],
    ['maintenance', 'OK', 0],
    ['unknown', 'UNKNOWN', 3],
    ['degraded', 'WARNING', 1],
    ['partial', 'WARNING', 1],
    ['down', 'CRITICAL', 2],
  ] as const)('%s is %s, %d', (severity, level, code) => {
    expect(judge({ ...ACCOUNT, severity }).level).toBe(level);
    expect(LEVELS[level]).toBe(code);
    const services = [{ id: 'x', name: 'X', severity, reasons: [] }];
    expect(judge({ ...ACCOUNT, severity: 'operational', services }, 'x').level).toBe(level);
  });

  it('cover every state', () => {
    expect(Object.keys(LEVEL_OF).sort()).toEqual([...SEVERITIES].sort());
  });

  it('are UNKNOWN for what is not believed, and for a service that is not there', () => {
    expect(judge(STALE).level).toBe('UNKNOWN');
    expect(judge(STALE, 'mail').level).toBe('UNKNOWN');
    expect(judge(NOBODY).level).toBe('UNKNOWN');
    expect(judge(ACCOUNT, 'web-mail')).toMatchObject({
      level: 'UNKNOWN',
      message: 'Small Mail has no service "web-mail"; did you mean "webmail"?',
    });
  });
});

const COUNTS = (operational: number, unknown: number, partial: number, total: number) =>
  [
    `operational=${String(operational)}`,
    'maintenance=0',
    `unknown=${String(unknown)}`,
    'degraded=0',
    `partial=${String(partial)}`,
    'down=0',
  ]
    .map((count) => `${count};;;0;${String(total)}`)
    .join(' ');

describe('one line', () => {
  it('has the verdict, the headline, and figures behind a bar', () => {
    expect(briefText(judge(ACCOUNT), NOW)).toBe(
      `WARNING - Mail works. Webmail is partly down.|age=61s;;300;0 ${COUNTS(1, 0, 1, 2)}\n`,
    );
  });

  it('of a service has its reasons; no bar in a name ends the words', () => {
    expect(briefText(judge(ACCOUNT, 'webmail'), NOW)).toBe(
      `WARNING - Web / mail: Partly down. Staff say so. Our probes see nothing wrong.|age=61s;;300;0 ${COUNTS(0, 0, 1, 1)}\n`,
    );
  });

  it('draws no curve of states that nobody vouches for', () => {
    expect(briefText(judge(STALE), NOW)).toBe(
      `UNKNOWN - nobody knows|age=61s;;300;0 ${COUNTS(0, 2, 0, 2)}\n`,
    );
    expect(briefText(judge(NOBODY), NOW)).toBe('UNKNOWN - nothing answers\n');
  });

  it('stays one, and short, whatever is in it', () => {
    const headline = `a\nb\u001b[2J|${'long '.repeat(1_000)}`;
    const line = briefText(judge({ ...ACCOUNT, headline }), NOW);
    expect(line.split('|')[0]).toMatch(/^WARNING - a b\[2J\/long .*…$/);
    expect(line.split('|')[0]!.length).toBeLessThanOrEqual(BRIEF_COLUMNS);
    expect(line.match(/[|\n]/g)).toEqual(['|', '\n']);
  });
});

describe('for programs', () => {
  it('all of it, in one line', () => {
    const json = jsonText(judge(ACCOUNT));
    expect(json).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(json)).toEqual({
      version: 1,
      level: 'WARNING',
      exit_code: 1,
      severity: 'partial',
      message: 'Mail works. Webmail is partly down.',
      site: 'Small Mail',
      taken_at: '2010-09-03T22:09:58Z',
      valid_until: '2010-09-03T22:14:58Z',
      services: ACCOUNT.services,
    });
  });

  it('nothing green that nobody vouches for', () => {
    expect(jsonText(judge(STALE))).not.toContain('operational');
    expect(JSON.parse(jsonText(judge(NOBODY)))).toMatchObject({
      level: 'UNKNOWN',
      site: null,
      taken_at: null,
      services: [],
    });
  });

  it('one service where one was asked for', () => {
    const { services, severity } = JSON.parse(jsonText(judge(ACCOUNT, 'mail'))) as SiteAccount;
    expect([severity, services.map(({ id }) => id)]).toEqual(['operational', ['mail']]);
  });
});

describe('for people', () => {
  it('the verdict and the page', () => {
    expect(fullText(judge(ACCOUNT), PLAIN)).toBe(
      `WARNING - Mail works. Webmail is partly down.\n\n${ACCOUNT.text ?? ''}`,
    );
  });

  it('what was said while it could be believed is told as that', () => {
    expect(fullText(judge(STALE), PLAIN)).toBe(
      `UNKNOWN - nobody knows\n\nThis is what it said while it could be believed:\n\n${ACCOUNT.text ?? ''}`,
    );
  });

  it('the verdict alone where there is no page', () => {
    expect(fullText(judge(NOBODY), PLAIN)).toBe('UNKNOWN - nothing answers\n');
    expect(fullText(judge({ ...ACCOUNT, text: null }), PLAIN)).toBe(
      'WARNING - Mail works. Webmail is partly down.\n',
    );
  });

  it('a service and why it is as it is', () => {
    expect(fullText(judge(ACCOUNT, 'webmail'), PLAIN)).toBe(
      'WARNING - Web | mail: Partly down.\n\nStaff say so.\n\nOur probes see nothing wrong.\n',
    );
  });

  it('colours on a terminal: the verdict, and headings in bold', () => {
    const text = fullText(judge(ACCOUNT), { coloured: true });
    expect(text).toContain('\u001b[33mWARNING\u001b[39m - Mail works.');
    expect(text).toContain('\u001b[1mSmall Mail\u001b[22m\n==========\n');
    expect(text).toContain('\u001b[1mMail\u001b[22m\n----\n');
    expect(text).toContain('\nWorks\n- x\n');
  });
});
