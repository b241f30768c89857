import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import { darkStyle, GROUNDS, STATES, TINTS } from '../../../src/render/badges/palette.ts';
import type { Shade } from '../../../src/render/badges/palette.ts';

const tokens = readFileSync(new URL('../../../templates/style/tokens.css', import.meta.url), 'utf8');

/** A custom property as it stands in daylight, then in the dark. */
function token(name: string): Shade {
  const [light = '', dark = ''] = [...tokens.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(
    ([, value]) => value ?? '',
  );
  return { light, dark };
}

it('is that of the pages', () => {
  const { page, ink, quiet, rule } = GROUNDS;
  expect({ page, ink, quiet, rule }).toEqual({
    page: token('page'),
    ink: token('ink'),
    quiet: token('ink-quiet'),
    rule: token('rule'),
  });
  for (const severity of SEVERITIES) {
    expect([severity, STATES[severity]]).toEqual([severity, token(`state-${severity}`)]);
    expect([severity, TINTS[severity]]).toEqual([severity, token(`tint-${severity}`)]);
  }
});

it('has rules for what a picture shows, each once', () => {
  expect(darkStyle(['down', 'down'], ['ink'], true)).toBe(
    '@media(prefers-color-scheme:dark){.sb-ink{color:#e9ebee}.sb-down{color:#ff8a82}.sb-down-tint{color:#301718}}',
  );
});
