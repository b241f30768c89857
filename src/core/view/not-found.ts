import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';

/** Served for every address that does not exist; says nothing of the state of things, because hosts cache it. */
export interface NotFoundView {
  readonly frame: Frame;
}

export function notFoundView(context: ViewContext): NotFoundView {
  return { frame: frameOf(context, '/404.html') };
}
