import { badgeViews, boxView } from '../../core/view/badge.ts';
import type { FileDesk, FilePlan } from '../file-plans.ts';
import { badgeSvg } from './badge.ts';
import { boxSvg } from './box.ts';
import { endpointJson } from './endpoint.ts';

/** A badge and its data for the site and for each service, and the System Status box. All of it is live: see docs/badges.md. */
export function badgeFiles({ site, words }: FileDesk): readonly FilePlan[] {
  const { reading, status, context, recorded } = site;
  const { name: siteName, locale, timezone } = reading.topology.site;
  const input = { siteName, names: context.names, status, now: reading.now, recorded };
  // What a badge and its data are made from is the same.
  const inputsOf = (view: object) => JSON.stringify([view, locale, timezone]);
  const plan = (file: string, inputs: string, content: () => string): FilePlan => ({
    output: `badge/${file}`,
    live: true,
    inputs,
    content,
  });
  const box = boxView(input);
  return [
    ...badgeViews(input).flatMap((view) => {
      const inputs = inputsOf(view);
      return [
        plan(`${view.file}.svg`, inputs, () => badgeSvg(view, words)),
        plan(`${view.file}.json`, inputs, () => endpointJson(view, words)),
      ];
    }),
    plan(`${box.file}.svg`, inputsOf(box), () => boxSvg(box, words)),
  ];
}
