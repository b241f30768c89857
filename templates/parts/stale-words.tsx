import type { LightsView } from '../../src/core/view/home.ts';
import type { Reason } from '../../src/core/model/status.ts';
import type { Kit } from '../kit.ts';
import { ReloadLink } from './headline.tsx';
import { GlyphPaths } from './state-glyph.tsx';
import { LongTime, sentence } from './text.tsx';

/**
 * What a live page says once nothing on it can be vouched for, kept in the page so that the script needs no words of its
 * own. Each child takes the place of the content of everything its `data-for` selects; the first is the light itself.
 */
export function StaleWords({ lights, kit }: { readonly lights: LightsView; readonly kit: Kit }) {
  const { status, names } = lights;
  const { words } = kit;
  const services = status.services.map((service) => ({ ...service, severity: 'unknown' as const }));
  const plain = [
    ['.headline h1', words.headline({ severity: 'unknown', services }, (id) => names[id] ?? id)],
    ['.service-word', words.severity('unknown')],
    ['.group-line,.ground-word,.d-foot', words.text('group.unknown')],
    ['[data-light]>.server-word', words.text('server.unknown')],
    ['text[data-light]', words.text('diagram.server.unknown')],
  ] as const;
  return (
    <template>
      <svg data-for="svg[data-light],g[data-light]">
        <GlyphPaths state="unknown" />
      </svg>
      <p data-for=".freshness">
        <StaleSentence lights={lights} kit={kit} /> <ReloadLink path={lights.path} kit={kit} />
      </p>
      {plain.map(([selector, text]) => (
        <p data-for={selector}>{text}</p>
      ))}
    </template>
  );
}

/** When it was last known, and what was known then. */
function StaleSentence({ lights, kit }: { readonly lights: LightsView; readonly kit: Kit }) {
  const { takenAt, believed } = lights.status;
  const { words } = kit;
  const known = lastKnown(lights);
  return (
    <>
      <strong>
        {believed && takenAt !== undefined
          ? sentence(kit, 'stale.since', { time: <LongTime at={takenAt} kit={kit} /> })
          : words.text('stale.undated')}
      </strong>
      {known === undefined ? null : ` ${words.reason(known, (id) => lights.names[id] ?? id, takenAt)}`}
    </>
  );
}

/** What the page shows becomes what was last known; where it shows nothing it believes, it says already what was. */
function lastKnown({ status }: LightsView): Reason | undefined {
  const { takenAt, believed, severity, services, reasons } = status;
  if (!believed || takenAt === undefined) return reasons.find(({ code }) => code === 'last-known');
  return { code: 'last-known', at: takenAt, severity, services };
}
