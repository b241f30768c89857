import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { LightsView } from './home.ts';
import { lightsView } from './home.ts';

/** Below the site's URL. */
export const WIDGET_PATH = '/widget/';

/** The System Status box as a page of its own, for a frame on another site. */
export interface WidgetView {
  readonly frame: Frame;
  readonly lights: LightsView;
}

export function widgetView(input: {
  readonly context: ViewContext;
  readonly status: SiteStatus;
  readonly now: Instant;
  readonly recorded: boolean;
}): WidgetView {
  return { frame: frameOf(input.context, WIDGET_PATH), lights: lightsView(WIDGET_PATH, input) };
}
