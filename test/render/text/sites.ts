import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from '../../../src/core/compile.ts';
import { NO_HISTORY } from '../../../src/core/evaluate/history.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import type { CompiledSite } from '../../../src/core/planner.ts';
import type { IncidentSource } from '../../../src/core/sources.ts';
import type { FilePlan } from '../../../src/render/file-plans.ts';
import { createMarkdown } from '../../../src/render/markdown.ts';
import { planTexts } from '../../../src/render/text/family.ts';
import type { TextForm } from '../../../src/render/text/status-document.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { RECORDED_AT, RECORDED_SNAPSHOT, REPOSITORY } from '../../support/example-site.ts';
import { filesBelow } from '../../../src/shell/files.ts';

/** 3 September 2010, 23:10 in London. */
export const NOW = RECORDED_AT;

export interface TestTexts {
  readonly topology: string;
  readonly snapshot?: string;
  /** Name below `incidents/` → text. */
  readonly incidents?: Readonly<Record<string, string>>;
  /** Lines of `state/history/2010-09.ndjson`. */
  readonly history?: readonly string[];
  readonly now?: Instant;
  readonly recorded?: boolean;
  readonly demonstration?: boolean;
}

export function siteOf({
  topology,
  snapshot,
  incidents = {},
  history = [],
  now = NOW,
  ...options
}: TestTexts): CompiledSite {
  const sources = Object.entries(incidents).map(([name, text]): IncidentSource => ({
    file: `incidents/${name}`,
    digest: text,
    text: () => text,
  }));
  const lines = history.map((line) => `${line}\n`).join('');
  const { site, diagnostics } = compile(
    {
      topology: { file: 'topology.yml', text: topology },
      incidents: () => sources,
      snapshot: { file: 'state/snapshot.json', text: snapshot ?? null },
      history:
        history.length === 0
          ? NO_HISTORY
          : {
              ...NO_HISTORY,
              months: [{ month: '2010-09', digest: lines, text: () => lines }],
              observedUntilAt: now,
            },
      content: [],
      env: {},
      now,
    },
    options,
  );
  if (site === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return site;
}

export function plansOf(site: CompiledSite): Readonly<Record<TextForm, FilePlan>> {
  const { locale, timezone, url } = site.reading.topology.site;
  const words = createWords({ locale, timezone });
  const [plain, markdown] = planTexts({ site, words, markdown: createMarkdown({ siteUrl: url }) });
  return { plain: plain!, markdown: markdown! };
}

export function textOf(texts: TestTexts, form: TextForm = 'plain'): string {
  return String(plansOf(siteOf(texts))[form].content());
}

/** The example site of this repository, at its moment. */
export const EXAMPLE: TestTexts = {
  topology: readFileSync(path.join(REPOSITORY, 'topology.yml'), 'utf8'),
  snapshot: readFileSync(RECORDED_SNAPSHOT, 'utf8'),
  incidents: Object.fromEntries(
    filesBelow(path.join(REPOSITORY, 'incidents')).map((name) => [
      name,
      readFileSync(path.join(REPOSITORY, 'incidents', name), 'utf8'),
    ]),
  ),
};

interface Changed {
  readonly servers: Record<string, { verdict: string; since?: string }>;
}

/** The example's snapshot, in which some servers are otherwise since 23:02. */
export function snapshotWith(verdicts: Readonly<Record<string, string>>): string {
  const snapshot = JSON.parse(EXAMPLE.snapshot ?? '') as Changed;
  for (const [id, verdict] of Object.entries(verdicts))
    snapshot.servers[id] = { verdict, since: '2010-09-03T22:02:00Z' };
  return JSON.stringify(snapshot);
}

/** A bad evening: mail by a detour, staff and probes at odds, work under way, to come and called off, and a past. */
export const EVENTFUL: TestTexts = {
  ...EXAMPLE,
  snapshot: snapshotWith({ gw1: 'offline', gw2: 'offline', spam1: 'offline', ftp1: 'unknown' }),
  incidents: {
    '2010-09-03-slow-logins.md': `---
title: Slow logins & 遅延
affects: {web-access: degraded}
mail: {incoming: delayed, outgoing: safe}
next_update: "23:00"
---
We see **many** logins that take long. What we know so far:

1. It began with the [attachments](/incidents/2010-09-02-attachment-issues/).
2. Only webmail is touched; see <https://help.example.org/webmail?from=status>.

[22:10] Investigating: Dear Members - we are looking into it.

> "It takes a minute", says a member.

[22:40] Identified: the cache is full.
{affects: {web-access: partial}}

    $ df -h /cache
    /dev/sda1  100%

後ほどまた報告します。メールは届いていますが、ウェブメールのログインに時間がかかることがあります。ご迷惑をおかけして申し訳ありません。

| server | full |
|--------|------|
| web1   | 100% |
`,
    '2010-09-03-storage.md': `---
title: New disks
kind: maintenance
window: {from: "22:30", to: "23:30"}
affects: [hosting]
---
We replace disks. [Questions](mailto:help@example.org?subject=Disks) are welcome.
`,
    '2010-09-05-move.md': `---
title: Moving a rack
kind: maintenance
window: {from: "2010-09-05 01:00", to: "2010-09-05 03:00"}
affects: {client-access: down}
mail: delayed
---
`,
    '2010-09-06-kernel.md': `---
title: Kernel upgrade
kind: maintenance
window: {from: "2010-09-06 01:00", to: "2010-09-06 03:00"}
cancelled: true
---
`,
    '2010-08-31-website-slowdown.md': `---
title: Website Slowdown [All Resolved]
affects: [hosting]
---
[10:30] Slow.

[11:30] Resolved.
`,
    '2010-08-01-welcome.md': `---
title: Welcome to this page
kind: announcement
pinned: true
---
Hello.
`,
  },
  history: [
    '{"at":"2010-09-01T00:00:00Z","all":{"server":{},"group":{},"service":{"incoming-mail":"operational","web-access":"operational","client-access":"operational","hosting":"operational"}}}',
    '{"at":"2010-09-02T08:12:00Z","service":"hosting","is":"down"}',
    '{"at":"2010-09-02T09:12:00Z","service":"hosting","is":"operational"}',
    '{"at":"2010-09-03T22:02:00Z","service":"incoming-mail","is":"degraded"}',
  ],
};
