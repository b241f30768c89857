import type { VNode } from 'preact';
import type { ReasonCode } from '../../src/core/model/status.ts';
import type { Frame } from '../../src/core/view/context.ts';
import type { LightsView } from '../../src/core/view/home.ts';
import type { Kit } from '../kit.ts';
import { LIGHT } from './light.ts';
import { StateGlyph } from './state-glyph.tsx';
import { Clock, LongTime, sentence } from './text.tsx';

const GLYPH_SIZE = 40;

/** From this many characters on it is set smaller, so that a phone shows the services beneath it. */
const LONG_HEADLINE = 48;

/** The answer: what works, in one large sentence, and how old that knowledge is. */
export function Headline({ lights }: { readonly lights: LightsView }, kit: Kit): VNode {
  const { status, names } = lights;
  const headline = kit.words.headline(status, (id) => names[id] ?? id);
  const size = headline.length > LONG_HEADLINE ? ' wordy' : '';
  return (
    <div class={`headline is-${status.severity}${size}`} {...LIGHT}>
      <StateGlyph state={status.severity} size={GLYPH_SIZE} lit />
      <h1>{headline}</h1>
      <kit.parts.Freshness lights={lights} />
    </div>
  );
}

/** Reasons that are about the page as a whole; those of single services stand beside them. */
const WHOLE_PAGE: ReadonlySet<ReasonCode> = new Set(['last-known', 'extent-unreadable', 'nothing-watched']);

/** When the lights were seen and until when they hold; on a recorded page, that they are recorded. */
export function Freshness({ lights }: { readonly lights: LightsView }, kit: Kit): VNode {
  const { takenAt, validUntilAt, reasons } = lights.status;
  const { words } = kit;
  const recorded = lights.recordedAt !== undefined;
  const more = words.reasons(
    reasons.filter(({ code }) => WHOLE_PAGE.has(code)),
    (id) => lights.names[id] ?? id,
    takenAt,
  );
  return (
    <p class="freshness">
      <Seen lights={lights} kit={kit} />
      {more.map((sentence) => ` ${sentence}`)}
      {validUntilAt === undefined || recorded ? null : (
        <> {sentence(kit, 'lights.until', { time: <Clock at={validUntilAt} kit={kit} /> })}</>
      )}
      {recorded ? null : (
        <>
          {' '}
          <ReloadLink path={lights.path} kit={kit} />
        </>
      )}
    </p>
  );
}

export function ReloadLink({ path, kit }: { readonly path: string; readonly kit: Kit }) {
  return (
    <a class="reload" href={kit.url(path)}>
      {kit.words.text('lights.reload')}
    </a>
  );
}

function Seen({ lights, kit }: { readonly lights: LightsView; readonly kit: Kit }) {
  const { takenAt, believed, reasons } = lights.status;
  if (takenAt !== undefined) {
    return (
      <>
        {sentence(kit, believed ? 'lights.as-of' : 'lights.expired', {
          time: <LongTime at={takenAt} kit={kit} />,
        })}
      </>
    );
  }
  const why = reasons.find(({ code }) => code === 'no-evidence');
  return <>{why === undefined ? kit.words.text('lights.no-data') : kit.words.reason(why, (id) => id)}</>;
}

export function RecordedBanner(
  { at, siteName }: { readonly at: number | undefined; readonly siteName: string },
  kit: Kit,
): VNode | null {
  if (at === undefined) return null;
  return (
    <p class="recorded">
      {sentence(kit, 'recorded.banner', { site: siteName, time: <LongTime at={at} kit={kit} /> })}
    </p>
  );
}

/** What the dates are worth and whose the lights are, on a page that only shows what such a page can do. */
export function DemonstrationBanner({ frame }: { readonly frame: Frame }, kit: Kit): VNode | null {
  if (frame.demonstration !== true) return null;
  return <p class="recorded">{kit.words.text('demonstration.banner')}</p>;
}
