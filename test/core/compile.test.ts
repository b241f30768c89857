import { NO_HISTORY } from '../../src/core/evaluate/history.ts';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/compile.ts';
import type { IncidentSource, Sources } from '../../src/core/sources.ts';
import { NOW, SMALL_SITE, SMALL_TOPOLOGY, snapshotText } from '../support/small-site.ts';

type Texts = Readonly<Record<string, string>>;

/** A site from texts alone: no disk anywhere. */
function sources(texts: Texts = SMALL_SITE, now = NOW): Sources {
  const incidents = Object.entries(texts)
    .filter(([file]) => file.startsWith('incidents/'))
    .map(([file, text]): IncidentSource => ({ file, digest: `digest of ${text}`, text: () => text }));
  return {
    topology: { file: 'topology.yml', text: texts['topology.yml'] ?? null },
    incidents: () => incidents,
    snapshot: { file: 'state/snapshot.json', text: texts['state/snapshot.json'] ?? null },
    history: NO_HISTORY,
    content: [],
    env: {},
    now,
  };
}

/** The outputs whose inputs differ between two compilations, or that only one of them has. */
function changed(before: Sources, after: Sources): string[] {
  const inputsOf = (given: Sources) =>
    new Map(compile(given).site?.pages.map((page) => [page.output, page.inputs]));
  const [a, b] = [inputsOf(before), inputsOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((output) => a.get(output) !== b.get(output)).sort();
}

describe('the whole pipeline, from texts', () => {
  it('plans every page, live ones last', () => {
    const { site, diagnostics } = compile(sources());
    expect(diagnostics).toEqual([]);
    expect(site?.status.severity).toBe('operational');
    expect(site?.pages.map(({ output, live }) => [output, live])).toEqual([
      ['incidents/2010-09-01-slow/index.html', false],
      ['incidents/2010-07-01-old/index.html', false],
      ['history/2010/09/index.html', false],
      ['history/2010/07/index.html', false],
      ['history/index.html', false],
      ['404.html', false],
      ['subscribe/index.html', false],
      ['timeline/2010-09-01/index.html', false],
      ['timeline/2010-07-01/index.html', false],
      ['timeline/index.html', false],
      ['infrastructure/index.html', true],
      ['services/incoming-mail/index.html', true],
      ['widget/index.html', true],
      ['index.html', true],
    ]);
  });

  it('changes no archive page with the clock or with what the probes see', () => {
    const later = NOW + 60_000;
    const offline = snapshotText({ gw1: 'offline', gw2: 'offline' }, later);
    expect(changed(sources(), sources({ ...SMALL_SITE, 'state/snapshot.json': offline }, later))).toEqual([
      'index.html',
      'infrastructure/index.html',
      'services/incoming-mail/index.html',
      'widget/index.html',
    ]);
  });

  it('changes nothing at all while only the clock moves and the evidence holds', () => {
    expect(changed(sources(), sources(SMALL_SITE, NOW + 60_000))).toEqual([]);
  });

  it('shows an update dated ahead when its time has come, although nothing else changed', () => {
    const ahead = '---\ntitle: Ahead\n---\n[22:00] Investigating: Now.\n\n[23:30] Later.\n';
    const texts = {
      ...SMALL_SITE,
      'topology.yml': SMALL_TOPOLOGY.replace('locale: en-GB', 'locale: en-GB\n  fresh_for: 2h'),
      'incidents/2010-09-03-ahead.md': ahead,
    };
    expect(changed(sources(texts), sources(texts, NOW + 30 * 60_000))).toEqual(['index.html']);
  });

  it('changes a page with the name of what it speaks of', () => {
    const renamed = SMALL_TOPOLOGY.replace('name: Incoming Mail', 'name: Mail for you');
    expect(changed(sources(), sources({ ...SMALL_SITE, 'topology.yml': renamed }))).toEqual([
      'history/2010/09/index.html',
      'incidents/2010-09-01-slow/index.html',
      'index.html',
      'infrastructure/index.html',
      'services/incoming-mail/index.html',
      'subscribe/index.html',
      'widget/index.html',
    ]);
  });

  it('changes the page that is followed up with the one that follows', () => {
    const followUp = '---\ntitle: More on it\nfollows: 2010-07-01-old\n---\n[09:00] Resolved.\n';
    const after = sources({ ...SMALL_SITE, 'incidents/2010-09-02-more.md': followUp });
    expect(changed(sources(), after)).toEqual([
      'history/2010/09/index.html',
      'history/index.html',
      'incidents/2010-07-01-old/index.html',
      'incidents/2010-09-02-more/index.html',
      'index.html',
      'timeline/2010-09-01/index.html',
      'timeline/2010-09-02/index.html',
      'timeline/index.html',
    ]);
  });

  it('does not depend on the order files are listed in', () => {
    const reversed = Object.fromEntries(Object.entries(SMALL_SITE).reverse());
    expect(changed(sources(), sources(reversed))).toEqual([]);
  });

  it('has no site without a topology, or with one that has errors', () => {
    expect(compile(sources({})).diagnostics.map(({ code }) => code)).toEqual(['no-topology']);
    const broken = { ...SMALL_SITE, 'topology.yml': SMALL_TOPOLOGY.replace('[gateways]', '[gatewayz]') };
    const { site, diagnostics } = compile(sources(broken));
    expect(site).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toContain('unknown-reference');
  });
});
