import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from '../../../../src/shell/probe/sources/without-secrets.ts';

test.each<[string, readonly string[], string, string]>([
  ['a secret', ['SENTINEL'], 'denied: SENTINEL!', 'denied: ***!'],
  ['each time', ['SENTINEL'], 'SENTINEL, SENTINEL', '***, ***'],
  ['the longer of two that begin alike', ['SENT', 'SENTINEL'], 'SENTINEL SENT', '*** ***'],
  ['what is left of one that was cut', ['SENTINEL'], '"denied: SENTI…" and more', '"denied: ***…" and more'],
  ['hardly anything is left of', ['SENTINEL'], '"denied: SEN…"', '"denied: SEN…"'],
  ['a text without any', ['SENTINEL'], 'all is well…', 'all is well…'],
  ['what is too short to be one', ['1'], '1 of 1', '1 of 1'],
])('%s', (_, secrets, said, told) => {
  expect(withoutSecrets(secrets)(said)).toBe(told);
});

test('wherever a text is cut, hardly anything of a secret is left', () => {
  const secret = fc.string({
    minLength: 8,
    maxLength: 40,
    unit: fc.constantFrom(...'abcdefghijklmnop0123456789'),
  });
  fc.assert(
    fc.property(secret, fc.nat(60), (hidden, end) => {
      const said = `the token ${hidden} is not known`;
      const told = withoutSecrets([hidden])(end < said.length ? `${said.slice(0, end)}…` : said);
      for (let from = 0; from + 4 <= hidden.length; from += 1)
        if (from === 0)
          expect(
            told.includes(hidden.slice(0, 4)) && !'the token  is not known'.includes(hidden.slice(0, 4)),
          ).toBe(false);
    }),
  );
});
