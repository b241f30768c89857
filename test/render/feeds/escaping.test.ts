import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedFiles } from '../../../src/render/feeds/files.ts';
import { judgeFeeds } from '../../support/judges/feeds.ts';
import { readJsonFeed } from '../../support/judges/json-feed.ts';
import { deskOf, filesOf } from '../../support/published-files.ts';

describe('what anybody wrote', () => {
  const HOSTILE = [
    '</title><script>alert(1)</script>',
    ']]> &amp; &lt;b&gt; " \' <![CDATA[',
    'bell\u0007 null\u0000 \ufffe lone \ud83d whole \u{1F600}',
    'all \u202eenif si\u202c \u2066x\u2069',
    '[x](javascript:alert(1)) ![y](https://evil.example/t.gif)',
    '"><img src=x onerror=alert(1)> href="/x" tabindex="0"',
    '{"a":"b\\u2028"} \u2028\u2029 {{ 7*7 }} ${x}',
  ];

  it.each(HOSTILE)('is text in every format: %j', (evil) => {
    const quoted = JSON.stringify(evil);
    const topology = (text: string) =>
      `site: {name: ${text}, url: 'https://a.example/p', timezone: Europe/London, locale: en-GB}\n` +
      `zones: [{id: z, name: Z, colour: yellow, groups: [{id: g, name: ${text}, servers: [{id: s, name: ${text}}]}]}]\n` +
      `services: [{id: mail, name: ${text}, needs: [g]}]\n`;
    const text = `---\ntitle: ${quoted}\naffects: {g: down}\n---\n${evil}\n\n[10:00] ${evil}\n\n[10:30] ${evil}\n`;
    const files = filesOf(
      feedFiles,
      deskOf({ '2010-09-01-a#b?c%2e<&': text }, { topology: topology(quoted) }),
    );
    expect(Object.keys(files)).toHaveLength(10);
    judgeFeeds(files);
    for (const content of Object.values(files)) {
      expect(content).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(content).not.toMatch(/\p{Cs}/u);
    }
    for (const { content_html } of readJsonFeed(files['feed.json'] ?? '').items) {
      expect(content_html).not.toMatch(/<script|<img|href="javascript|\u0007|\ufffe/);
    }
  });

  it('is valid whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (evil) => {
        const text = `---\ntitle: ${JSON.stringify(evil)}\n---\n[10:00] ${evil}\n`;
        judgeFeeds(filesOf(feedFiles, deskOf({ '2010-09-01-a': text })));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its links and its own pictures, and leads there from anywhere', () => {
    const text = '---\ntitle: A\n---\n[10:00] ![p](/assets/p.png) <https://x.example/?a=1&b=2>\n';
    const [item] = readJsonFeed(
      filesOf(feedFiles, deskOf({ '2010-09-01-a': text }))['feed.json'] ?? '',
    ).items;
    expect(item?.content_html).toBe(
      '<p><img src="https://status.small.example/assets/p.png" alt="p" /> ' +
        '<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">https://x.example/?a=1&amp;b=2</a></p>',
    );
  });
});
