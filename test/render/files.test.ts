import { describe, expect, it } from 'vitest';
import { robots, sitemap, SITEMAP_LIMIT } from '../../src/render/sitemap.ts';
import { xmlText } from '../../src/render/xml.ts';

describe('text in XML', () => {
  it.each([
    ['a < b & "c"', 'a &lt; b &amp; &quot;c&quot;'],
    [']]>', ']]&gt;'],
    ['bell\u0007 and \uFFFE', 'bell and '],
    ['lone \uD83D surrogate, whole \u{1F600}', 'lone  surrogate, whole \u{1F600}'],
    ['tab\tand\nline', 'tab\tand\nline'],
  ])('%j becomes %j', (text, expected) => {
    expect(xmlText(text)).toBe(expected);
  });
});

describe('the sitemap', () => {
  it('lists pages with the time their facts changed', () => {
    const xml = sitemap('https://status.example.org', [
      { path: '/' },
      { path: '/incidents/2010-08-31-a%26b/', changedAt: Date.UTC(2010, 7, 31, 10, 40) },
    ]);
    expect(xml).toContain('<url><loc>https://status.example.org/</loc></url>');
    expect(xml).toContain(
      '<url><loc>https://status.example.org/incidents/2010-08-31-a%26b/</loc><lastmod>2010-08-31T10:40:00.000Z</lastmod></url>',
    );
  });

  it('prints no clock where no more than the day is known', () => {
    const xml = sitemap('https://a.example', [
      { path: '/a/', changedAt: Date.UTC(2010, 6, 29, 23), changedOn: '2010-07-30' },
    ]);
    expect(xml).toContain('<lastmod>2010-07-30</lastmod>');
  });

  it('never exceeds the protocol’s limit', () => {
    const entries = Array.from({ length: SITEMAP_LIMIT + 1 }, (_, index) => ({ path: `/${index}/` }));
    expect(sitemap('https://a.example', entries).match(/<url>/g)).toHaveLength(SITEMAP_LIMIT);
  });
});

it('robots may read everything and find the sitemap', () => {
  expect(robots('https://a.example/status')).toBe(
    'User-agent: *\nAllow: /\n\nSitemap: https://a.example/status/sitemap.xml\n',
  );
});
