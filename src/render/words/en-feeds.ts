/** What feeds and the calendar say, and the page that explains them. To people who have never seen a feed. */
export const EN_FEEDS = {
  // `{name}` is the site, or a service of it.
  'feed.of-service': '{service} · {site}',
  'feed.updates': '{name}: every update',
  'feed.updates.about': 'Every update on incidents and planned work, as soon as it is published.',
  'feed.incidents': '{name}: incidents and maintenance',
  'feed.incidents.about':
    'One entry for each incident, maintenance and announcement, with everything said of it.',
  'feed.title': '[{word}] {title}',
  'feed.word.update': 'Update',
  'feed.word.started': 'Started',
  'feed.window': 'Planned for {window}.',
  'feed.note.started': 'The time planned for this work has begun.',
  'feed.note.ended': 'The time planned for this work is over.',
  'feed.note.completed': 'This work is done.',
  'feed.note.cancelled': 'This work will not take place.',
  'feed.note.resolved': 'This incident is over.',

  'calendar.name': '{site}: maintenance',
  'calendar.about': 'Planned work at {site}.',
  'calendar.summary': '{site}: {title}',
  'calendar.summary.cancelled': 'Cancelled: {summary}',
  'calendar.no-end': 'It is not known yet when this work will end; an hour is shown in its place.',
  'calendar.fact': 'Calendar',
  'calendar.add': 'Add to calendar',

  'subscribe.link': 'Be told of news',
  'subscribe.heading': 'Be told of news',
  'subscribe.description':
    'How to be told of incidents and planned work at {site}, without looking at this page.',
  'subscribe.intro':
    'You need not come back to look: programs can look for you, and tell you when there is something new. All you give them is one of the addresses on this page. Nobody asks for your name or your e-mail address.',
  'subscribe.feed.heading': 'Feeds',
  'subscribe.feed.about':
    'A feed is a file of the latest news that programs understand. A feed reader, a chat or a mail program asks for it every few minutes and shows you what it has not seen before. There are two kinds of news to choose from:',
  'subscribe.updates': 'Every update',
  'subscribe.updates.about':
    'One entry for each thing we say, and for the beginning and the end of planned work. Right for chats, and for anybody who wants to be told at once.',
  'subscribe.incidents': 'One entry for each incident',
  'subscribe.incidents.about':
    'The entry grows with everything we add. Right for programs that watch many status pages, and for a list to look through.',
  'subscribe.format.atom': 'Atom, if you have the choice',
  'subscribe.format.rss': 'RSS, where a program asks for it',
  'subscribe.format.json': 'JSON Feed, for programs of your own',
  'subscribe.how.heading': 'What to put where',
  'subscribe.reader': 'Feed reader',
  'subscribe.reader.about':
    'Paste the address of this site; most readers find the feeds by themselves. If yours does not, paste this one:',
  'subscribe.slack': 'Slack',
  'subscribe.slack.about':
    'Somebody who may add apps adds the app called RSS once. Then send this as a message in the channel that is to be told:',
  'subscribe.teams': 'Microsoft Teams',
  'subscribe.teams.about':
    'Open Workflows, choose the trigger “When a feed item is published” of the RSS connector and an action that posts a message in your channel or chat. As the address of the feed, paste:',
  'subscribe.discord': 'Discord',
  'subscribe.discord.about':
    'Discord reads no feeds by itself; a bot for feeds does, MonitoRSS for one. Invite it to your server and give it this address:',
  'subscribe.mail': 'E-mail',
  'subscribe.mail.about':
    'Thunderbird and other mail programs read feeds like mail: add an account for feeds and paste the address. Services that turn feeds into e-mail take it, too.',
  'subscribe.calendar.heading': 'Planned work in your calendar',
  'subscribe.calendar.about':
    'Subscribe to this calendar once, and planned work appears among your appointments, moves when we move it, and is marked when we call it off. It blocks no time of yours.',
  'subscribe.calendar.open': 'Open in the calendar of this device',
  'subscribe.calendar.google':
    'Google Calendar: beside “Other calendars” choose the plus sign, then “From URL”, and paste the address.',
  'subscribe.calendar.apple':
    'Apple Calendar: choose “New Calendar Subscription” in the File menu, and paste the address.',
  'subscribe.calendar.outlook':
    'Outlook: choose “Add calendar”, then “Subscribe from web”, and paste the address.',
  'subscribe.calendar.age':
    'How often a calendar asks is its own affair; some ask once a day. For work that is near, the status page is right sooner.',
  'subscribe.services.heading': 'News of one service',
  'subscribe.services.about':
    'Who uses only one of our services may be told of that one alone. These are the addresses for every update; the other kinds end as above.',
} as const;
