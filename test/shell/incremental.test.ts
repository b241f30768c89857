import { rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, smallSite, snapshotText } from '../support/small-site.ts';
import { treeOf } from '../support/tree.ts';

/** One thing that can happen to a site between two builds: files to write, or to delete (null). */
type Change = Readonly<Record<string, string | null>>;

const slugs = ['2010-07-01-old', '2010-08-15-middle', '2010-09-01-slow', '2010-09-03-new'] as const;

const incidentText = fc
  .record({
    title: fc.constantFrom('Slow mail', 'Mail [Resolved]', 'Webmail <down>'),
    kind: fc.constantFrom('incident', 'announcement'),
    draft: fc.boolean(),
    follows: fc.constantFrom(null, ...slugs),
    affects: fc.constantFrom(null, '{incoming-mail: degraded}', '{gw1: down}', '{nobody: down}', '7'),
    body: fc.constantFrom(
      '[10:00] It broke.',
      '[10:00] It broke.\n\n[11:00] Resolved. It works.',
      'Just a note.',
      '',
    ),
  })
  .map(({ title, kind, draft, follows, affects, body }) =>
    [
      '---',
      `title: ${JSON.stringify(title)}`,
      `kind: ${kind}`,
      ...(draft ? ['draft: true'] : []),
      ...(follows === null ? [] : [`follows: ${follows}`]),
      ...(affects === null ? [] : [`affects: ${affects}`]),
      '---',
      body,
      '',
    ].join('\n'),
  );

const HOUR_MS = 3_600_000;
const MONTHS = ['2010-07', '2010-08', '2010-09'] as const;

/** A month of the memory: everything well when it begins, then a few changes in the order of time. */
const monthText = fc
  .tuple(
    fc.constantFrom(...MONTHS),
    fc.array(
      fc.record({
        // Around the incidents on the first of the month, and elsewhere.
        hours: fc.constantFrom(8.5, 9, 9.2, 9.5, 10, 10.4, 20, 500),
        line: fc.constantFrom(
          { server: 'gw1', is: 'offline' },
          { server: 'gw1', is: 'online' },
          { server: 'gw2', is: 'offline' },
          { group: 'gateways', is: 'down' },
          { group: 'gateways', is: 'operational' },
          { service: 'incoming-mail', is: 'down' },
          { watch: 'lost' },
        ),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  )
  .map(([month, changes]): Change => {
    const startAt = Date.parse(`${month}-01T00:00:00Z`);
    const all = {
      server: { gw1: 'online', gw2: 'online' },
      group: { gateways: 'operational' },
      service: { 'incoming-mail': 'operational' },
    };
    const lines = changes
      .sort((a, b) => a.hours - b.hours)
      .map(({ hours, line }) => ({ at: new Date(startAt + hours * HOUR_MS).toISOString(), ...line }));
    const text = [{ at: new Date(startAt).toISOString(), all }, ...lines]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join('');
    return { [`state/history/${month}.ndjson`]: text };
  });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: monthText },
  fc.constantFrom(...MONTHS).map((month) => ({ [`state/history/${month}.ndjson`]: null })),
  fc.integer({ min: -800, max: 1 }).map((hours) => ({
    'state/history/observed.json': `{"until":"${new Date(NOW + hours * HOUR_MS).toISOString()}"}`,
  })),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...slugs), incidentText)
      .map(([slug, text]) => ({ [`incidents/${slug}.md`]: text })),
  },
  fc.constantFrom(...slugs).map((slug) => ({ [`incidents/${slug}.md`]: null })),
  fc.constant({
    'incidents/2010-07-01-old.md': null,
    'incidents/2010-07-01-renamed.md': SMALL_SITE['incidents/2010-07-01-old.md'],
  }),
  fc.constantFrom('online', 'offline', 'unknown').map((verdict) => ({
    'state/snapshot.json': snapshotText({ gw1: verdict, gw2: 'online' }),
  })),
  fc.constantFrom('Gateways', 'Front doors').map((name) => ({
    'topology.yml': SMALL_TOPOLOGY.replace('name: Gateways', `name: ${name}`).replace(
      'Incoming Mail',
      `Mail by ${name}`,
    ),
  })),
  fc
    .constantFrom('', 'home.works: "{list} work"\n', 'body{color:red}')
    .map((css) => ({ 'theme/site.css': css })),
  fc.constantFrom('Hello.', '# Explained\n\nHello.').map((text) => ({ 'content/infrastructure/1.md': text })),
);

/** Some dozens of whole builds, on a machine that does something else as well. */
const TIMEOUT_MS = 180_000;

it(
  'a build upon a build is, byte for byte, a build from scratch, whatever changed in between',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(change, { maxLength: 3 }), fc.constantFrom(0, 1, 50)), {
          minLength: 1,
          maxLength: 5,
        }),
        async (rounds) => {
          const site = smallSite(SMALL_SITE);
          await site.build();
          let now = NOW;
          for (const [index, [changes, minutes]] of rounds.entries()) {
            now += minutes * 60_000;
            for (const [file, text] of changes.flatMap((files) => Object.entries(files))) {
              if (text === null) rmSync(path.join(site.siteDir, file), { force: true });
              else site.write({ [file]: text });
            }
            await site.build({ now });
            const scratch = path.join(site.siteDir, `scratch-${index}`);
            await site.build({
              outDir: path.join(scratch, 'out'),
              stateDir: path.join(scratch, 'state'),
              snapshotFile: path.join(site.siteDir, 'state/snapshot.json'),
              now,
            });
            expect(treeOf(path.join(scratch, 'out'))).toEqual(site.tree());
          }
        },
      ),
      { numRuns: 40, seed: 20_100_903 },
    );
  },
  TIMEOUT_MS,
);
