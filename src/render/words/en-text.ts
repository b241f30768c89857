/** What `/status.txt` and `/status.md` say besides what the pages say. `{name}` is filled in; one/other is chosen by `{count}`. */
export const EN_TEXT = {
  'text.title': '{site}: what works now',
  // A text cannot turn itself to unknown, so it says until when it may be believed.
  'text.until': 'This holds until {time}; after that, ask again.',
  'text.tagged': '{title} [{tag}]',
  'text.dated': '{date} · {kind}',
  'text.phase': '{when} · {phase}',
  'text.span': '{from} – {to}',
  'text.nameless': 'without a name',

  'text.bars': {
    one: 'One character a day, the latest at the right.',
    other: 'One character for {count} days, the latest at the right; the worst of them counts.',
  },
  'text.mark': '{mark} {meaning}',
  'text.mark-separator': ', ',

  'text.ways.heading': 'From here',
  'text.ways.page': 'This page with lights',
  'text.ways.infrastructure': 'The servers, one by one',
  'text.ways.markdown': 'As Markdown',
  'text.ways.plain': 'As plain text',
  'text.ways.subscribe': 'How to hear of news',
  'text.ways.updates': 'Feed of every update',
  'text.ways.incidents': 'Feed of every incident',
  'text.ways.calendar': 'Calendar of planned work',
  'text.ways.programs': 'For programs',
  'text.addresses-below': 'Addresses that begin with a slash are below {site}.',
} as const satisfies Readonly<Record<string, string | { readonly one: string; readonly other: string }>>;
