import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, suggestion } from '../../../src/core/parse/suggest.ts';

const KNOWN = ['gateways', 'spam-firewalls', 'mail-servers', 'mail-backups', 'storage', 'ftp', 'web'];

describe('didYouMean', () => {
  it.each([
    ['gatways', 'gateways'],
    ['gateway', 'gateways'],
    ['GATEWAYS', 'gateways'],
    ['mail servers', 'mail-servers'],
    ['mail_servers', 'mail-servers'],
    ['storgae', 'storage'],
    ['tfp', 'ftp'],
    ['wbe', 'web'],
    ['spam', 'spam-firewalls'],
    // Two begin with it, so it is anybody's guess.
    ['mail', undefined],
    ['database', undefined],
    ['x', undefined],
    ['', undefined],
    ['g'.repeat(200), undefined],
  ])('%j means %j', (word, expected) => {
    expect(didYouMean(word, KNOWN)).toBe(expected);
  });

  it('knows the common slips in keys', () => {
    expect(didYouMean('color', ['id', 'name', 'colour', 'about'])).toBe('colour');
    expect(didYouMean('fresh', ['name', 'url', 'fresh_for'])).toBe('fresh_for');
    expect(didYouMean('freshFor', ['name', 'url', 'fresh_for'])).toBe('fresh_for');
  });

  it('suggests only what is known, whatever the order', () => {
    const words = fc.array(fc.string({ maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), words, (word, known) => {
        const meant = didYouMean(word, known);
        expect(meant === undefined || known.includes(meant)).toBe(true);
        expect(didYouMean(word, [...known].reverse())).toBe(meant);
      }),
    );
  });

  it('finds a known word again after one slip in a long one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 13 }), (at) => {
        const slip = `spam-firewalls`.slice(0, at) + `spam-firewalls`.slice(at + 1);
        expect(didYouMean(slip, KNOWN)).toBe('spam-firewalls');
      }),
    );
  });
});

it('makes a hint of it', () => {
  expect(suggestion('gatways', KNOWN)).toBe('did you mean "gateways"?');
  expect(suggestion('database', KNOWN)).toBeUndefined();
});
