import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import { STATUSPAGE } from '../../../src/core/view/api-severity.ts';
import { API_LISTED } from '../../../src/core/view/api-incidents.ts';
import { REASON_CODES } from '../../../src/render/api/reason-object.ts';
import { signalboxSchema, signalboxSchemaText } from '../../../src/render/api/signalbox-schema.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { REPOSITORY } from '../../support/example-site.ts';
import { STATUSPAGE_NAMES } from './statuspage-schemas.ts';

const text = readFileSync(path.join(REPOSITORY, 'docs/api.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );

it('the table of severities is that of the code', () => {
  const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
  const expected = SEVERITIES.map((severity) => {
    const { component, indicator, impact } = STATUSPAGE[severity];
    return [severity, component, indicator, words.text(`api.page.${severity}`), impact];
  });
  const told = rows.filter(
    ([first, ...rest]) => rest.length === 4 && SEVERITIES.some((name) => name === first),
  );
  expect(told).toEqual(expected);
});

it('lists every file, in the order in which they are planned', () => {
  const listed = rows.flatMap(([name = '']) =>
    /^\/api\/v2\/[\w/-]+\.json$/.test(name) ? [name.slice(1)] : [],
  );
  expect(listed).toEqual([...STATUSPAGE_NAMES]);
});

it('tells every key of our own file, and how many are listed', () => {
  const keys = Object.keys(signalboxSchema.shape);
  const told = rows.flatMap(([first = '']) => first.split(', '));
  expect(keys.filter((key) => !told.includes(key))).toEqual([]);
  expect(text).toContain(`the ${String(API_LISTED)} newest`);
});

it('the published schema names every code of a reason', () => {
  const schema = signalboxSchemaText();
  expect(REASON_CODES.filter((code) => !schema.includes(`"${code}"`))).toEqual([]);
});
