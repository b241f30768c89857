import type { VNode } from 'preact';
import { CALENDAR_PATH } from '../../src/core/view/calendar.ts';
import type { Frame } from '../../src/core/view/context.ts';
import { FEED_FILES, feedFolder } from '../../src/core/view/feed.ts';
import { openGraphLocale } from '../../src/render/locale-name.ts';
import type { ToldTimes } from '../../src/render/page-times.ts';
import type { Kit } from '../kit.ts';

/** What an article tells of itself beside its title. */
export interface ArticleMeta {
  /** Absent where nobody wrote down when it was told. */
  readonly times?: ToldTimes | undefined;
  /** Text of a data block for search engines, safe inside a script element. */
  readonly jsonLd: string;
}

/** A service whose feeds a page announces in the place of the site's. */
export interface FeedsOf {
  readonly id: string;
  readonly name: string;
}

const TYPES = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
} as const;

/** `--page` of the stylesheet, light and dark: what a browser paints around the page. */
const THEME_COLOURS = { light: '#ffffff', dark: '#121417' } as const;

/** For feed readers that are given the page's address. The first one is what most of them take. */
export function FeedLinks(props: {
  readonly frame: Frame;
  readonly service?: FeedsOf | undefined;
  readonly kit: Kit;
}) {
  const { frame, service, kit } = props;
  const { words, url } = kit;
  const { siteName: site } = frame;
  const name = service === undefined ? site : words.text('feed.of-service', { service: service.name, site });
  return (
    <>
      {FEED_FILES.map(({ file, entries, format }) => (
        <link
          rel="alternate"
          type={TYPES[format]}
          title={words.text(`feed.${entries}`, { name })}
          href={url(feedFolder(service?.id) + file)}
        />
      ))}
      <link
        rel="alternate"
        type="text/calendar"
        title={words.text('calendar.name', { site })}
        href={url(CALENDAR_PATH)}
      />
    </>
  );
}

/** Open Graph, for those who are sent a link to the page. */
export function OpenGraph(props: {
  readonly frame: Frame;
  readonly title: string;
  readonly description?: string | undefined;
  readonly article?: ArticleMeta | undefined;
  readonly kit: Kit;
}): VNode {
  const { frame, title, description, article, kit } = props;
  const { words } = kit;
  const times = article?.times;
  return (
    <>
      <meta property="og:title" content={title} />
      {description === undefined ? null : <meta property="og:description" content={description} />}
      <meta property="og:type" content={article === undefined ? 'website' : 'article'} />
      <meta property="og:url" content={frame.siteUrl + frame.path} />
      <meta property="og:site_name" content={frame.siteName} />
      <meta property="og:locale" content={openGraphLocale(frame.locale)} />
      {times === undefined ? null : (
        <>
          <meta property="article:published_time" content={words.isoMoment(times.first)} />
          <meta property="article:modified_time" content={words.isoMoment(times.last)} />
        </>
      )}
      {article === undefined ? null : (
        // A data block is no script: browsers do not run it, and the policy has no say in it.
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: article.jsonLd }} />
      )}
    </>
  );
}

/** An owner's own colour in the slot wins; two would be one too many, and the first would count. */
export function ThemeColours({ kit }: { readonly kit: Kit }) {
  if (/name=["']?theme-color\b/i.test(kit.slots.head)) return null;
  return (
    <>
      {Object.entries(THEME_COLOURS).map(([scheme, colour]) => (
        <meta name="theme-color" media={`(prefers-color-scheme: ${scheme})`} content={colour} />
      ))}
    </>
  );
}
