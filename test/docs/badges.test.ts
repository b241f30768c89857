import { readFileSync } from 'node:fs';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { SEVERITIES } from '../../src/core/model/severity.ts';
import { badgeSvg } from '../../src/render/badges/badge.ts';
import { boxSvg } from '../../src/render/badges/box.ts';
import { endpointJson } from '../../src/render/badges/endpoint.ts';
import { badgeOf, boxOf, inputOf, WORDS } from '../render/badges/views.ts';
import { buildExample, REPOSITORY } from '../support/example-site.ts';
import { sharedFolder } from '../support/folder.ts';
import { readXml } from '../support/strict-xml.ts';

const docs = readFileSync(path.join(REPOSITORY, 'docs/badges.md'), 'utf8');
const HOST = 'https://status.example.org';
const folder = sharedFolder();

/** The code that follows a mark. */
function snippet(name: string): string {
  const found = new RegExp(`<!-- snippet: ${name} -->\\n+\`\`\`\\w+\\n([^]*?)\`\`\``).exec(docs)?.[1];
  return found ?? expect.fail(`docs/badges.md has no snippet "${name}"`);
}

/** An attribute of the only element of that name. */
function attribute(html: string, element: string, name: string): string {
  const tag = new RegExp(`<${element}\\s[^>]*>`).exec(html)?.[0] ?? '';
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

beforeAll(() => buildExample({ outDir: path.join(folder, 'site'), stateDir: path.join(folder, 'state') }));

describe.each([
  ['picture', 'img', 'alt'],
  ['widget', 'iframe', 'title'],
  ['badge', 'img', 'alt'],
])('the snippet for a %s', (name, element, label) => {
  const html = snippet(name);

  it('is valid HTML', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'void-style': 'off', 'no-inline-style': 'off' },
    });
    const report = await validator.validateString(html);
    expect(report.results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
  });

  it('needs no script', () => {
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i);
  });

  it('has words for those who do not see it, which do not claim a state', () => {
    const words = attribute(html, element, label);
    expect(words.length).toBeGreaterThan(10);
    for (const severity of SEVERITIES)
      expect(words.toLowerCase()).not.toContain(`: ${WORDS.severity(severity).toLowerCase()}`);
  });

  it('leads to files that are published', () => {
    const addresses = [...html.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect(address.startsWith(`${HOST}/`)).toBe(true);
      const file = address.slice(HOST.length + 1).replace(/(^|\/)$/, '$1index.html');
      expect(readFileSync(path.join(folder, 'site', file), 'utf8')).not.toBe('');
    }
  });
});

test('the data for shields.io is what it is said to be', () => {
  const published = endpointJson(badgeOf(inputOf([['Incoming Mail', 'degraded']])), WORDS);
  expect(JSON.parse(snippet('endpoint'))).toEqual(JSON.parse(published));
});

test('the sizes are those of the pictures', () => {
  const heightOf = (services: number) => {
    const rows = Array.from(
      { length: services },
      (_, index) => [`s${String(index)}`, 'operational'] as const,
    );
    return Number(readXml(boxSvg(boxOf(rows), WORDS)).attributes['height']);
  };
  const [, each, rest] = /It is (\d+) pixels high for each service, and (\d+) for the rest/.exec(docs) ?? [];
  for (const services of [1, 4, 24]) expect(heightOf(services)).toBe(services * Number(each) + Number(rest));
  expect(docs).toContain(`made for ${attribute(boxSvg(boxOf([]), WORDS), 'svg', 'width')} pixels`);
  expect(attribute(snippet('picture'), 'img', 'width')).toBe('280');
  const badge = badgeSvg(badgeOf(inputOf([['Incoming Mail', 'operational']])), WORDS);
  expect(attribute(snippet('badge'), 'img', 'height')).toBe(attribute(badge, 'svg', 'height'));
});
