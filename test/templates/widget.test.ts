import { describe, expect, test } from 'vitest';
import { viewContext } from '../../src/core/view/context.ts';
import { widgetView } from '../../src/core/view/widget.ts';
import { renderPage } from '../../templates/index.ts';
import type { KitOptions } from '../../templates/kit.ts';
import { CONTEXT, NOW, service, status, TOPOLOGY, without } from '../core/view/fixtures.ts';
import { kitOf, textOf } from './support.ts';

interface Change {
  readonly status?: ReturnType<typeof status>;
  readonly recorded?: boolean;
  readonly demonstration?: boolean;
  readonly kit?: Partial<KitOptions>;
}

function page({ status: now = status(), recorded = false, demonstration = false, kit = {} }: Change = {}) {
  const context = demonstration ? viewContext(TOPOLOGY, true) : CONTEXT;
  const view = widgetView({ context, status: now, now: NOW, recorded });
  return renderPage('widget', view, kitOf({ widgetCss: 'b{}', freshScript: '/assets/fresh.js', ...kit }));
}

const SERVICES = [
  service({ id: 'incoming-mail', severity: 'down' }),
  service({ id: 'web-access', severity: 'unknown' }),
];

describe('the widget', () => {
  test('says what the box says: heading, time, a word for each service, until when it holds', () => {
    expect(textOf(page())).toBe(
      'System Status 03rd Sep @ 23:10 Incoming Mail Works Web Access Works ' +
        'As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload',
    );
  });

  test('has a shape and a word for every state, and marks both as lights', () => {
    const html = page({ status: status({ severity: 'partial', services: SERVICES }) });
    for (const state of ['down', 'unknown']) {
      expect(html).toContain(`<li class="service is-${state}" data-light>`);
      expect(html).toMatch(
        new RegExp(`<svg class="glyph glyph-${state}"[^>]* aria-hidden="true" data-light>`),
      );
    }
    expect(textOf(html)).toContain('Incoming Mail Down Web Access Unknown');
  });

  test('leads out of the frame with every link but the one that loads it again', () => {
    const links = [...page({ kit: { siteUrl: 'https://example.org/status' } }).matchAll(/<a ([^>]*)>/g)];
    expect(links.map(([, attributes]) => attributes)).toEqual([
      'href="/status/" target="_top"',
      'class="service-name" href="/status/services/incoming-mail/" target="_top"',
      'class="service-name" href="/status/services/web-access/" target="_top"',
      'class="reload" href="/status/widget/"',
      // In the words for a page that has gone stale.
      'class="reload" href="/status/widget/"',
    ]);
  });

  test('is for no search engine, and carries its own small stylesheet and nothing of the owner’s header', () => {
    const slots = { head: '<meta name="x">', header: '<p>h</p>', footer: '<p>f</p>' };
    const html = page({ kit: { slots } });
    expect(html).toContain('<meta name="robots" content="noindex"/>');
    expect(html).not.toContain('canonical');
    expect(html.match(/<style>.*?<\/style>/g)).toEqual(['<style>b{}</style>']);
    for (const slot of Object.values(slots)) expect(html).not.toContain(slot);
    expect(html).not.toMatch(/<header|<footer|<nav/);
  });

  test('allows its own style and scripts of the site, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page())?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[^']+'; /);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  test('is what the script that keeps pages fresh looks for', () => {
    const html = page();
    expect(html).toContain('<script defer src="/assets/fresh.js"></script>');
    expect(html).toMatch(
      /<main id="mainContent" tabindex="-1" data-says="[^"]*" data-taken="2010-09-03T22:10:00Z" data-until="2010-09-03T22:15:00Z"/,
    );
    expect([...html.matchAll(/<template>/g)]).toHaveLength(1);
    expect(html).toContain('<p class="unseen" role="status" id="freshNews"></p></body>');
  });

  test('says without data, and with data too old, that it knows nothing', () => {
    const unknown = {
      believed: false,
      services: SERVICES.map((each) => ({ ...each, severity: 'unknown' as const })),
    };
    const old = status({ ...unknown, severity: 'unknown' });
    expect(textOf(page({ status: without(old, 'validUntilAt') }))).toContain('too old to vouch for anything');
    expect(textOf(page({ status: without(old, 'takenAt', 'validUntilAt') }))).toContain(
      'System Status no data Incoming Mail Unknown Web Access Unknown We have no data from our probes.',
    );
  });

  test('says that a recorded moment and a demonstration are what they are, and never expires then', () => {
    const view = widgetView({ context: CONTEXT, status: status(), now: NOW, recorded: true });
    const html = renderPage('widget', view, kitOf({ widgetCss: 'b{}' }));
    expect(textOf(html)).toContain(
      'A recorded moment: this page shows Example Mail, 3 September 2010, 23:10 BST',
    );
    expect(html).not.toMatch(/<script|data-until|<template/);
    expect(textOf(page({ demonstration: true }))).toContain('A demonstration:');
  });

  test('has no id that a service could have', () => {
    const ids = [...page().matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['transparent', 'mainContent', 'freshNews']);
  });
});
