import type { Id } from '../model/topology.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';

export const SUBSCRIBE_PATH = '/subscribe/';

/** How to be told of news. The addresses are in the tables of `feed.ts` and `calendar.ts`. */
export interface SubscribeView {
  readonly frame: Frame;
  /** In file order; each has feeds of its own. */
  readonly services: readonly { readonly id: Id; readonly name: string }[];
}

export function subscribeView(context: ViewContext): SubscribeView {
  return {
    frame: frameOf(context, SUBSCRIBE_PATH),
    services: context.topology.services.map(({ id, name }) => ({ id, name })),
  };
}
