/** Where a page of a path that ends in a slash stands: `/history/2010/08/` in `history/2010/08/index.html`. */
export function place(path: string): { path: string; output: string } {
  return { path, output: `${path.slice(1)}index.html` };
}
