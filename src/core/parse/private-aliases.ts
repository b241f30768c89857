import { isPair, isScalar, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';

/**
 * The offsets of aliases that carry a private value into the open: they stand outside of every private key and name
 * an anchor inside one. One pass, for there can be as many aliases as the text has room for.
 */
export function escapingAliases(document: Document, privateKeys: readonly unknown[]): number[] {
  const isPrivate = (step: unknown, path: readonly (Document | Node | Pair)[]): boolean =>
    path.some(
      (owner, index) =>
        isPair(owner) &&
        isScalar(owner.key) &&
        privateKeys.includes(owner.key.value) &&
        // The key itself is no secret.
        !(step === 'key' && index === path.length - 1),
    );
  // An anchor may be taken anew: the last one above the alias counts.
  const privateAnchors = new Map<string, boolean>();
  const found: number[] = [];
  visit(document, {
    Value: (step, { anchor }, path) => {
      if (anchor !== undefined) privateAnchors.set(anchor, isPrivate(step, path));
    },
    Alias: (step, { source, range }, path) => {
      if (privateAnchors.get(source) === true && !isPrivate(step, path)) found.push(range?.[0] ?? 0);
    },
  });
  return found;
}
