import { expect, test } from 'vitest';
import { adviceOf } from '../../../src/shell/probe/advice-of.ts';
import type { CheckResult } from '../../../src/shell/probe/cycle.ts';

const check = (server: string, kind: string, warnings: readonly string[], detail?: string): CheckResult => ({
  server,
  kind,
  reason: 'ok',
  outcome: { reason: 'ok', warnings, ...(detail === undefined ? {} : { detail }) },
  retried: false,
});

test('checks of one kind on one server are one thing to know', () => {
  const checks = [
    check('gw1', 'exec', ['The plug-in warns.'], 'slow'),
    check('gw1', 'tls', ['Its certificate ends in 1 day, on 2010-09-04.']),
    check('gw1', 'exec', ['The plug-in warns.'], 'full'),
    check('gw2', 'exec', []),
    { ...check('gw3', 'exec', []), reason: 'not-probed' as const, outcome: null },
  ];
  expect(adviceOf({ checks }, [])).toEqual([
    { server: 'gw1', kind: 'exec', warnings: ['The plug-in warns.'], detail: 'slow; full' },
    { server: 'gw1', kind: 'tls', warnings: ['Its certificate ends in 1 day, on 2010-09-04.'] },
  ]);
});
