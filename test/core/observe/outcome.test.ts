import { expect, test } from 'vitest';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import type { VoteReason } from '../../../src/core/model/vote.ts';
import { foldReasons, isWorthAskingAgain, reasonUnderLag } from '../../../src/core/observe/outcome.ts';

const REASONS = Object.keys(VOTE_REASONS) as VoteReason[];

test.each<[readonly VoteReason[], VoteReason]>([
  [[], 'ok'],
  [['ok'], 'ok'],
  [['ok', 'timeout', 'refused'], 'timeout'],
  [['local', 'dns'], 'local'],
  [['local', 'ok', 'refused'], 'refused'],
])('%j amount to %s', (reasons, expected) => {
  expect(foldReasons(reasons)).toBe(expected);
});

test('asked again is what is often over a moment later', () => {
  expect(REASONS.filter(isWorthAskingAgain)).toEqual(['refused', 'timeout', 'unreachable', 'reset']);
});

test.each<[VoteReason, number, VoteReason]>([
  ['timeout', 250, 'timeout'],
  ['timeout', 251, 'lag'],
  ['refused', 251, 'lag'],
  ['ok', 9_999, 'ok'],
  ['dns', 9_999, 'dns'],
])('%s, with a second to wait and held up for %d ms: %s', (reason, lagMs, expected) => {
  expect(reasonUnderLag(reason, 1_000, lagMs)).toBe(expected);
});
