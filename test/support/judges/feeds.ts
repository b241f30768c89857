import { expect } from 'vitest';
import { atomFaults } from './atom.ts';
import { readJsonFeed } from './json-feed.ts';
import { rssFaults } from './rss.ts';

/** Holds every feed to its format, by the end of its name. */
export function judgeFeeds(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('.atom')) expect(atomFaults(content), name).toEqual([]);
    else if (name.endsWith('.rss')) expect(rssFaults(content), name).toEqual([]);
    else readJsonFeed(content);
  }
}
