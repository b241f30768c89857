type Tree = Readonly<Record<string, string>>;

/** The files that are not the same, each with what is around the first byte that is not. */
export function differencesOf(found: Tree, expected: Tree): readonly string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort();
  return names.flatMap((name) => {
    const [is, should] = [found[name], expected[name]];
    if (is === should) return [];
    if (is === undefined || should === undefined)
      return `${name} is ${is === undefined ? 'missing' : 'too much'}`;
    const at = [...is].findIndex((character, index) => character !== should[index]);
    const around = (text: string) => text.slice(Math.max(0, at - 40), at + 160);
    return `${name} says …${around(is)}… instead of …${around(should)}…`;
  });
}
