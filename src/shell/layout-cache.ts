import path from 'node:path';
import { layoutDiagram } from '../render/diagram/layout.ts';
import { LAYOUT_VERSION } from '../render/diagram/model.ts';
import type { DiagramInput, DiagramLayout } from '../render/diagram/model.ts';
import { digestOf, readIfPresent, replaceFile } from './files.ts';
import { programDigest } from './program.ts';

/**
 * The diagram's layout, from the cache when nothing that determines it changed. A layout costs about half a second,
 * a state change must cost none. The cache holds the last layout only.
 */
export async function cachedLayout(cacheDir: string, input: DiagramInput): Promise<DiagramLayout> {
  const known = layouts.get(input) ?? (await layoutOnDisk(cacheDir, input));
  layouts.set(input, known);
  return known;
}

/** A process that runs on draws the same diagram each minute. */
const layouts = new WeakMap<DiagramInput, DiagramLayout>();

async function layoutOnDisk(cacheDir: string, input: DiagramInput): Promise<DiagramLayout> {
  const file = path.join(cacheDir, 'diagram.json');
  const key = digestOf(programDigest(), String(LAYOUT_VERSION), JSON.stringify(input));
  const known = remembered(readIfPresent(file), key);
  if (known !== null) return known;
  const layout = await layoutDiagram(input);
  replaceFile(file, JSON.stringify({ key, layout }));
  return layout;
}

function remembered(text: string | null, key: string): DiagramLayout | null {
  if (text === null) return null;
  try {
    const cache = JSON.parse(text) as { key?: unknown; layout?: DiagramLayout };
    return cache.key === key && cache.layout !== undefined ? cache.layout : null;
  } catch {
    return null;
  }
}
