import { describe, expect, test } from 'vitest';
import { notFoundView } from '../../src/core/view/not-found.ts';
import { renderPage } from '../../templates/index.ts';
import { PART_NAMES } from '../../templates/kit.ts';
import type { KitOptions } from '../../templates/kit.ts';
import { CONTEXT } from '../core/view/fixtures.ts';
import { kitOf, textOf } from './support.ts';

const page = (options: Partial<KitOptions> = {}) =>
  renderPage('notFound', notFoundView(CONTEXT), kitOf(options));

describe('addresses', () => {
  test('are from the root', () => {
    expect(page()).toContain('href="/history/"');
  });

  test('keep the path a site lives under', () => {
    const html = page({ siteUrl: 'https://example.org/status' });
    expect(html).toContain('href="/status/history/"');
    expect(html).toContain('href="/status/favicon.svg"');
    const kit = kitOf({
      siteUrl: 'https://example.org/status',
      logo: { src: '/assets/logo.svg', width: 1, height: 1 },
    });
    expect(kit.cssHref).toBe('/status/assets/site.css');
    expect(kit.logo?.src).toBe('/status/assets/logo.svg');
  });
});

describe('slots', () => {
  test('put the owner’s HTML where their names say, unchanged', () => {
    const html = page({
      slots: {
        head: '<meta name="x" content="h"/>',
        header: '<p class="x">hello</p>',
        footer: '<p>bye & so on</p>',
      },
    });
    expect(html).toMatch(/<meta name="x" content="h"\/><\/head>/);
    expect(html).toMatch(/<p class="x">hello<\/p><\/header>/);
    expect(html).toMatch(/<p>bye & so on<\/p><\/footer>/);
  });

  test('leave nothing where there is nothing', () => {
    expect(page()).toMatch(/<\/style><\/head>/);
  });
});

describe('the logo', () => {
  test('takes the place of the name and is called by it', () => {
    const html = page({ logo: { src: '/assets/logo.svg', width: 120, height: 32 } });
    expect(html).toContain('<img src="/assets/logo.svg" width="120" height="32" alt="Example Mail"/>');
  });
});

describe('components of a site’s own', () => {
  test('replace ours everywhere, and can use what they replace', () => {
    const html = page({
      overrides: {
        Footer: (props, { h, Default, kit }) =>
          h('div', { class: 'mine' }, h(Default, props), h('a', { href: kit.url('/imprint/') }, 'Imprint')),
      },
    });
    expect(html).toMatch(
      /<div class="mine"><footer class="foot">[^]*<\/footer><a href="\/imprint\/">Imprint<\/a><\/div>/,
    );
  });

  test('may show nothing', () => {
    expect(page({ overrides: { Footer: () => null } })).not.toContain('<footer');
  });

  test('may replace a whole page', () => {
    const html = page({
      overrides: { NotFoundPage: ({ view }, { h }) => h('p', null, view.frame.siteName) },
    });
    expect(html).toBe('<!DOCTYPE html>\n<p>Example Mail</p>\n');
  });

  test('are called by names that are a promise', () => {
    expect(PART_NAMES).toEqual([
      'Layout',
      'HomePage',
      'InfrastructurePage',
      'ServicePage',
      'IncidentPage',
      'HistoryPage',
      'MonthPage',
      'TimelinePage',
      'TimelineYearPage',
      'TimelineDayPage',
      'SubscribePage',
      'NotFoundPage',
      'WidgetPage',
      'Header',
      'Footer',
      'RecordedBanner',
      'DemonstrationBanner',
      'Headline',
      'Freshness',
      'SystemStatus',
      'ServiceRow',
      'RecentRecord',
      'ServiceRecord',
      'UptimeStrip',
      'OpenIncident',
      'MaintenanceCard',
      'Log',
      'LogEntry',
      'DateLine',
      'Tag',
      'Update',
      'ProbeStrips',
      'GroupStrip',
      'TimelineMinute',
      'Diagram',
      'ZoneList',
      'GroupItem',
      'ServerItem',
      'Explanations',
    ]);
  });
});

describe('the content security policy', () => {
  test('allows the page’s own stylesheet and nothing that runs', () => {
    const html = page();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'self' 'sha256-[A-Za-z0-9+/=]{44}'; img-src 'self' data:; base-uri 'none'; form-action 'none'$/,
    );
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  test('allows a script of ours where a page has one, and nothing else', () => {
    const { linked, scripted } = kitOf().csp;
    expect(linked).not.toContain('script-src');
    expect(scripted).toBe(linked.replace('; style-src', "; script-src 'self'; style-src"));
  });

  test('changes with the stylesheet', () => {
    expect(kitOf({ css: 'a{}' }).csp.inline).not.toBe(kitOf({ css: 'b{}' }).csp.inline);
    expect(kitOf({ css: 'a{}' }).csp.linked).toBe(kitOf({ css: 'b{}' }).csp.linked);
  });
});

test('a theme’s strings are used', () => {
  const html = page();
  expect(textOf(html)).toContain('There is no such page');
});
