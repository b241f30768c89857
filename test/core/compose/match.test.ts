import { describe, expect, test } from 'vitest';
import { matchIncident, onlyOpen } from '../../../src/core/compose/match.ts';

const FILES = [
  '2010-07-27-service-interruption',
  '2010-08-05-service-issue',
  '2010-08-31-service-down',
  '2010-08-31-website-slowdown',
  '2010-09-02-delayed-emails',
].map((slug) => ({ slug, file: `incidents/${slug}.md` }));
const TITLED = FILES.map((file) => ({
  ...file,
  title: file.slug.endsWith('emails') ? 'Attachment issues' : 'Other',
}));

describe('one incident', () => {
  test.each([
    ['2010-08-31-website-slowdown', '2010-08-31-website-slowdown'],
    ['incidents/2010-08-31-website-slowdown.md', '2010-08-31-website-slowdown'],
    ['website-slowdown', '2010-08-31-website-slowdown'],
    ['Website Slowdown', '2010-08-31-website-slowdown'],
    ['slowdown', '2010-08-31-website-slowdown'],
    ['slow', '2010-08-31-website-slowdown'],
    ['down', '2010-08-31-service-down'],
    ['2010-09', '2010-09-02-delayed-emails'],
    ['emails delayed', '2010-09-02-delayed-emails'],
    ['issues attachment', '2010-09-02-delayed-emails'],
  ])('%j', (query, slug) => {
    expect(matchIncident(query, TITLED)).toMatchObject({ kind: 'one', candidate: { slug } });
  });
});

test.each([
  [[], undefined],
  [['2010-08-05-service-issue'], '2010-08-05-service-issue'],
  [['2010-08-05-service-issue', '2010-08-31-service-down'], undefined],
])('of several, the only one that is open: %j', (open, slug) => {
  expect(onlyOpen(FILES, (candidate) => open.includes(candidate.slug))?.slug).toBe(slug);
});

test('several, newest first', () => {
  expect(matchIncident('service', FILES)).toMatchObject({
    kind: 'many',
    candidates: [
      { slug: '2010-08-31-service-down' },
      { slug: '2010-08-05-service-issue' },
      { slug: '2010-07-27-service-interruption' },
    ],
  });
});

test.each([
  ['websit-slowdwon', { kind: 'none', hint: 'did you mean "website-slowdown"?' }],
  ['something else entirely', { kind: 'none' }],
  ['', { kind: 'none' }],
  ['日本', { kind: 'none' }],
])('none: %j', (query, match) => {
  expect(matchIncident(query, FILES)).toEqual(match);
});
