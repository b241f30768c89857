import type { ExplainInput } from '../../src/core/observe/explain.ts';
import { evidenceOf, situation } from '../core/observe/explained.ts';
import type { Situation } from '../core/observe/explained.ts';
import { MINUTE } from '../core/observe/rounds.ts';

/** One server with these rows of votes: source and vantage → a letter a round. */
const one = (rows: Readonly<Record<string, string>>, more: Omit<Situation, 'votes'> = {}): ExplainInput =>
  situation({ votes: { gw1: rows }, ...more });

const DOWN = { 'probe London': '+--' };
const own = one(DOWN);
const snapshotOf = (source: string) => evidenceOf(own.topology, own.seen, own.roundAt, own.now, source);

const LONG = 'a greeting that goes on and on and says nothing at all, '.repeat(7).trim();
const HOSTILE = 'one\u001b[31m\u0007two\r\nthree\u202efour\u0000 \u009b5m five';

/** What is said of gw1 in each. */
export const OF_ONE: Readonly<Record<string, ExplainInput>> = {
  online: one({ 'probe London': '+++' }),
  'two-failed-rounds': one(DOWN, {
    more: { 'probe London': { detail: 'smtp: no greeting within 15.0 s (twice)' } },
  }),
  'down-for-long': one({ 'probe London': '+------' }),
  'one-failed-round': one({ 'probe London': '+-' }),
  'two-of-three-failed-rounds': one(DOWN, { rules: { failAfter: 3 } }),
  'one-is-enough': one({ 'probe London': '+-' }, { rules: { failAfter: 1 } }),
  'one-good-round-of-two': one({ 'probe London': '+--+' }, { rules: { recoverAfter: 2 } }),
  'first-look': one({ 'probe London': '-' }),
  'first-look-in-the-dark': one({ 'probe London': '?' }),
  'one-round-that-could-not-tell': one({ 'probe London': '+?' }),
  'nobody-could-tell': one({ 'probe London': '++???' }),
  'by-turns': one({ 'probe London': '++-?-' }),
  'an-unknown-ends-no-outage': one({ 'probe London': '+--?-' }),
  'after-a-pause': one({ 'probe London': '+...-' }),
  'a-quorum': one(
    { 'probe London': '++--', 'prometheus Amsterdam': '++--', 'prometheus Frankfurt': '++ss' },
    { more: { 'prometheus Frankfurt': { detail: 'checked 312 s ago, and believed for 150 s' } } },
  ),
  outvoted: one({ 'probe London': '+--', 'icinga Rome': '+++', 'icinga Oslo': '+++' }),
  'a-tie': one({ 'probe London': '+++', 'prometheus Amsterdam': '+--' }),
  'a-tie-of-four': one({ 'probe A': '+--', 'probe B': '+--', 'probe C': '+++', 'probe D': '+++' }),
  'nobody-sees': one({ 'probe London': '+??', 'prometheus Amsterdam': '+??' }),
  blind: one(DOWN, { canaries: { London: '++-' } }),
  'blind-beside-others': one(
    { 'probe London': '+--', 'icinga Rome': '+++' },
    { canaries: { London: '++-' } },
  ),
  doubtful: situation({
    votes: Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`gw${String(n)}`, { 'probe London': '+--' }])),
  }),
  silent: one(
    { 'prometheus Rome': '+fff' },
    { more: { 'prometheus Rome': { detail: 'no answer within 5.0 s' } } },
  ),
  settled: one(
    { 'icinga Rome': '+d' },
    {
      more: {
        'icinga Rome': {
          settled: true,
          sinceAt: own.roundAt - 26 * 60 * MINUTE,
          detail: 'CRITICAL - Socket timeout',
        },
      },
    },
  ),
  'two-sources-in-one-place': one({ 'probe London': '+++', 'prometheus London': '+--' }),
  'a-place-that-fell-silent': one({ 'probe London': '+++++++', 'prometheus Rome': '--.....' }),
  'no-vote-any-more': situation({
    votes: { gw1: { 'probe London': '+......' }, gw2: { 'probe London': '+++++++' } },
  }),
  'nobody-looks': situation({ servers: { gw1: '' }, votes: { gw2: DOWN } }),
  standby: one(DOWN, { servers: { gw1: ', role: standby, name: Gateway One' } }),
  maintenance: one({ 'probe London': '+++' }, { servers: { gw1: ', role: maintenance' } }),
  overdue: one(DOWN, { afterMs: 3 * MINUTE }),
  stale: one(DOWN, { afterMs: 12 * MINUTE }),
  'no-snapshot': one(DOWN, { evidence: { believed: false, fault: 'missing' } }),
  'another-snapshot': one(DOWN, { evidence: one({ 'probe London': '+' }).evidence }),
  'of-another-program': one(DOWN, { evidence: snapshotOf('nagios-export') }),
  merged: one(DOWN, { evidence: snapshotOf('signalbox-merge') }),
  'votes-of-another-round': { ...own, account: { ...own.account, at: own.roundAt - 5 * MINUTE } },
  'long-details': one(
    { 'probe London': '+--', 'icinga Rome': '+--', 'icinga Oslo': '+--' },
    {
      more: {
        'probe London': { detail: LONG },
        'icinga Rome': { detail: LONG.repeat(3) },
        'icinga Oslo': { detail: LONG },
      },
    },
  ),
  hostile: one({ 'probe London': '+--' }, { more: { 'probe London': { detail: HOSTILE, source: HOSTILE } } }),
  'many-places': one(
    Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `icinga Place-number-${String(n)}-of-thirty`,
        n < 4 ? '+++' : n === 4 ? '+ss' : '+--',
      ]),
    ),
    { more: { 'icinga Place-number-7-of-thirty': { detail: LONG } } },
  ),
};

const fleet = (count: number, rowsOf: (n: number) => Readonly<Record<string, string>>): Situation['votes'] =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`server-${String(n + 1)}`, rowsOf(n)]));

const source = (name: string, more: Partial<ExplainInput['account']['sources'][number]> = {}) => ({
  name,
  type: name,
  failure: null,
  notes: [],
  reports: 24,
  tookMs: 103,
  ...more,
});

/** What is said of the whole in each. */
export const OF_ALL: Readonly<Record<string, ExplainInput>> = {
  well: situation({ votes: fleet(12, () => ({ 'probe London': '+++' })) }),
  'some-down': situation({
    servers: { 'server-3': ', role: standby', cold: '' },
    votes: fleet(9, (n) => ({
      'probe London': n < 3 ? '+--' : n === 5 ? '++-' : '+++',
      'prometheus Amsterdam': n < 2 || n === 4 ? '+--' : '+++',
    })),
    sources: [source('prometheus', { notes: ['1 server has two series', 'another note'] })],
    canaries: { London: '+++' },
  }),
  'a-source-failed': situation({
    votes: fleet(9, () => ({ 'probe London': '++++', 'ours Amsterdam': '+fff' })),
    sources: [
      source('ours', { type: 'icinga2', failure: 'answered 401 Unauthorized', reports: 0, tookMs: 12 }),
    ],
  }),
  'all-lost': situation({ votes: fleet(200, () => ({ 'probe London': '+--' })) }),
  'all-blind': situation({ votes: fleet(200, () => ({ 'probe London': '+-' })), canaries: { London: '+-' } }),
  'two-hundred': situation({
    votes: fleet(200, (n) => ({
      'probe London': n < 14 ? '+--' : n < 34 ? '++-' : '+++',
      'prometheus Amsterdam': n < 7 ? '+++' : n < 20 ? '+--' : '+++',
    })),
  }),
  'crowded-and-stale': situation({
    servers: { cold: '' },
    votes: fleet(90, (n) =>
      Object.fromEntries(
        Array.from({ length: 12 }, (_, p) => [`s${String(p)} Place-${String(p)}`, n > 2 ? '+--' : '+++']),
      ),
    ),
    sources: Array.from({ length: 12 }, (_, p) =>
      source(`s${String(p)}`, { failure: p > 8 ? LONG : null, notes: p % 2 === 0 ? [LONG] : [] }),
    ),
    afterMs: 12 * MINUTE,
    evidence: snapshotOf(`a ${'very '.repeat(15)}long name`),
  }),
  hostile: situation({
    votes: { [`s${'-very-long-name'.repeat(4)}`]: { 'probe London': '+--' } },
    more: { 'probe London': { source: HOSTILE } },
    sources: [source(HOSTILE, { notes: [HOSTILE], type: HOSTILE })],
  }),
};
