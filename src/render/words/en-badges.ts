/** What badges, the System Status picture and the widget say besides the words for states. `{name}` is filled in. */
export const EN_BADGES = {
  // With its time and its day: a copy that somebody keeps for a week must not read as if it were of today.
  'badge.seen': '{state} at {clock} {zone}, {day}',
  'badge.recorded': '{state} (recorded {date})',
  'badge.title': '{name}: {message}',

  'box.stamp': '{stamp} {zone}',
  'box.last-data': 'Last data {stamp} {zone}',
  'box.no-data': 'No data from our probes',
  'box.until': 'Holds until {time} {zone}',
  'box.recorded': 'Recorded, not live',
  'box.unlisted': { one: 'and {count} more service', other: 'and {count} more services' },
  'box.title': '{site}, System Status, {when}.',
  'box.row': '{name}: {state}.',

  'widget.title': 'System Status, to be shown on other sites',
} as const;
