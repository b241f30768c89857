import type { ComponentChildren, VNode } from 'preact';
import { CALENDAR_PATH } from '../../src/core/view/calendar.ts';
import { FEED_FILES, feedFolder } from '../../src/core/view/feed.ts';
import type { FeedFile } from '../../src/core/view/feed.ts';
import type { SubscribeView } from '../../src/core/view/subscribe.ts';
import type { MessageKey } from '../../src/render/words/messages.ts';
import type { Kit } from '../kit.ts';
import { Section } from '../parts/section.tsx';

interface PartProps {
  readonly view: SubscribeView;
  readonly kit: Kit;
}

/** How to be told of news, for people who have never seen a feed. Every address stands there in full. */
export function SubscribePage({ view }: { readonly view: SubscribeView }, kit: Kit): VNode {
  const { words, parts } = kit;
  const { frame } = view;
  const title = words.text('subscribe.heading');
  return (
    <parts.Layout
      frame={frame}
      title={title}
      description={words.text('subscribe.description', { site: frame.siteName })}
      inlined={false}
    >
      <div class="page-head">
        <h1>{title}</h1>
        <p>{words.text('subscribe.intro')}</p>
      </div>
      <Feeds view={view} kit={kit} />
      <Places view={view} kit={kit} />
      <Calendar view={view} kit={kit} />
      <Services view={view} kit={kit} />
    </parts.Layout>
  );
}

/** An address to copy: one click or tap takes hold of all of it. */
function Address({ href, children }: { readonly href: string; readonly children?: ComponentChildren }) {
  return (
    <p>
      <code class="address">
        {children}
        {href}
      </code>
    </p>
  );
}

function Feeds({ view, kit }: PartProps) {
  const { words } = kit;
  return (
    <Section id="subscribeFeeds" heading={words.text('subscribe.feed.heading')}>
      <p>{words.text('subscribe.feed.about')}</p>
      {(['updates', 'incidents'] as const).map((entries) => (
        <div class="prose">
          <h3>{words.text(`subscribe.${entries}`)}</h3>
          <p>{words.text(`subscribe.${entries}.about`)}</p>
          <dl class="facts">
            {FEED_FILES.filter((feed) => feed.entries === entries).map((feed) => (
              <FeedRow feed={feed} view={view} kit={kit} />
            ))}
          </dl>
        </div>
      ))}
    </Section>
  );
}

function FeedRow({ feed, view, kit }: PartProps & { readonly feed: FeedFile }) {
  return (
    <div>
      <dt>{kit.words.text(`subscribe.format.${feed.format}`)}</dt>
      <dd>
        <Address href={view.frame.siteUrl + feedFolder() + feed.file} />
      </dd>
    </div>
  );
}

/** What to paste where; the text ends in a colon, and the address follows. */
const PLACES = [
  { place: 'reader', file: 'updates.atom' },
  { place: 'slack', file: 'updates.rss', command: '/feed subscribe ' },
  { place: 'teams', file: 'updates.rss' },
  { place: 'discord', file: 'updates.rss' },
  { place: 'mail', file: 'updates.atom' },
] as const satisfies readonly { place: string; file: FeedFile['file']; command?: string }[];

function Places({ view, kit }: PartProps) {
  const { words } = kit;
  return (
    <Section id="subscribePlaces" heading={words.text('subscribe.how.heading')}>
      {PLACES.map(({ place, file, ...more }) => (
        <div class="prose">
          <h3>{words.text(`subscribe.${place}`)}</h3>
          <p>{words.text(`subscribe.${place}.about`)}</p>
          <Address href={`${view.frame.siteUrl}/${file}`}>{'command' in more ? more.command : ''}</Address>
        </div>
      ))}
    </Section>
  );
}

const CALENDARS = ['google', 'apple', 'outlook'] as const;

function Calendar({ view, kit }: PartProps) {
  const { words } = kit;
  const address = view.frame.siteUrl + CALENDAR_PATH;
  return (
    <Section id="subscribeCalendar" heading={words.text('subscribe.calendar.heading')}>
      <div class="prose">
        <p>{words.text('subscribe.calendar.about')}</p>
        <Address href={address} />
        <p>
          <a href={address.replace(/^https?:/, 'webcal:')}>{words.text('subscribe.calendar.open')}</a>
        </p>
        <ul>
          {CALENDARS.map((name) => (
            <li>{words.text(`subscribe.calendar.${name}` satisfies MessageKey)}</li>
          ))}
        </ul>
        <p>{words.text('subscribe.calendar.age')}</p>
      </div>
    </Section>
  );
}

function Services({ view, kit }: PartProps) {
  const { words } = kit;
  if (view.services.length === 0) return null;
  return (
    <Section id="subscribeServices" heading={words.text('subscribe.services.heading')}>
      <p>{words.text('subscribe.services.about')}</p>
      <dl class="facts">
        {view.services.map(({ id, name }) => (
          <div>
            <dt>
              <a href={kit.url(feedFolder(id))}>{name}</a>
            </dt>
            <dd>
              <Address href={view.frame.siteUrl + feedFolder(id) + FEED_FILES[0].file} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
