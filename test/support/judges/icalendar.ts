/** A reader of iCalendar by RFC 5545 that knows nothing of how ours is written: throws on broken lines, reports broken rules. */
export interface Property {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** As written. */
  readonly value: string;
}

export interface Component {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
}

const UTC = /^\d{8}T\d{6}Z$/;
const TEXTS = ['SUMMARY', 'DESCRIPTION', 'NAME', 'X-WR-CALNAME', 'X-WR-CALDESC', 'UID'];
const EVENT_ONCE = [
  'UID',
  'DTSTAMP',
  'DTSTART',
  'DTEND',
  'SUMMARY',
  'DESCRIPTION',
  'URL',
  'STATUS',
  'SEQUENCE',
  'TRANSP',
];

/** The lines as they are meant: unfolded (3.1), and held to their length. */
export function unfold(bytes: Buffer): readonly string[] {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (!text.endsWith('\r\n')) throw new Error('the last line does not end in CRLF');
  if (/\r(?!\n)|(?<!\r)\n/.test(text)) throw new Error('a line that does not end in CRLF');
  for (const line of text.slice(0, -2).split('\r\n')) {
    const octets = Buffer.byteLength(line);
    if (octets > 75) throw new Error(`a line of ${String(octets)} octets`);
    if (octets === 0) throw new Error('an empty line');
    // A character cut in two would leave a replacement character in one of the lines.
    if (line.includes('\ufffd')) throw new Error('a broken character');
    if (/(?!\t)\p{Cc}/u.test(line)) throw new Error('a control character');
  }
  return text.slice(0, -2).replaceAll('\r\n ', '').replaceAll('\r\n\t', '').split('\r\n');
}

export function parseCalendar(content: string): Component {
  const stack: { name: string; properties: Property[]; components: Component[] }[] = [];
  let root: Component | undefined;
  for (const line of unfold(Buffer.from(content))) {
    const property = propertyOf(line);
    if (root !== undefined) throw new Error('something after the calendar');
    if (property.name === 'BEGIN') stack.push({ name: property.value, properties: [], components: [] });
    else if (property.name === 'END') {
      const done = stack.pop();
      if (done?.name !== property.value) throw new Error(`END:${property.value} ends nothing`);
      const parent = stack.at(-1);
      if (parent === undefined) root = done;
      else parent.components.push(done);
    } else stack.at(-1)?.properties.push(property);
  }
  if (root === undefined) throw new Error('the calendar does not end');
  return root;
}

function propertyOf(line: string): Property {
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/u.exec(line);
  if (match === null) throw new Error(`not a property: ${line.slice(0, 40)}`);
  const [, name = '', parameters = '', value = ''] = match;
  const pairs = parameters.split(';').slice(1);
  return {
    name,
    value,
    parameters: Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string])),
  };
}

export function valueOf({ properties }: Component, name: string): string | undefined {
  return properties.find((property) => property.name === name)?.value;
}

/** A TEXT value as it is read (3.3.11); throws on what may not stand there unescaped. */
export function textValue(value: string): string {
  if (/(?<!\\)(?:\\\\)*[;,]/.test(value)) throw new Error(`not escaped: ${value.slice(0, 60)}`);
  return value.replace(/\\(.)|\\$/g, (_, character: string | undefined) => {
    if (character === 'n' || character === 'N') return '\n';
    if (character === undefined || !'\\;,'.includes(character))
      throw new Error(`the escape \\${character ?? ''}`);
    return character;
  });
}

/** Everything RFC 5545 has against a calendar that is published, as sentences. */
export function calendarFaults(content: string): readonly string[] {
  const calendar = parseCalendar(content);
  const faults: string[] = [];
  const say = (fault: string) => faults.push(fault);
  if (calendar.name !== 'VCALENDAR') say('no calendar');
  if (valueOf(calendar, 'VERSION') !== '2.0') say('not version 2.0');
  if ((valueOf(calendar, 'PRODID') ?? '') === '') say('no PRODID');
  if (valueOf(calendar, 'METHOD') !== undefined) say('METHOD in a file that invites nobody');
  if (calendar.components.length === 0) say('no component');
  const events = calendar.components.filter(({ name }) => name === 'VEVENT');
  for (const event of events) judgeEvent(event, say);
  const uids = events.map((event) => valueOf(event, 'UID'));
  if (new Set(uids).size !== uids.length) say('a UID twice');
  for (const { properties } of [calendar, ...events])
    for (const { name, value } of properties) if (TEXTS.includes(name)) textValue(value);
  return faults;
}

function judgeEvent(event: Component, say: (fault: string) => void): void {
  for (const name of ['UID', 'DTSTAMP', 'DTSTART']) if (valueOf(event, name) === undefined) say(`no ${name}`);
  for (const name of EVENT_ONCE)
    if (event.properties.filter((property) => property.name === name).length > 1) say(`${name} twice`);
  for (const { name, value } of event.properties)
    if (/^(DT|LAST-MODIFIED|CREATED)/.test(name) && !UTC.test(value)) say(`${name} is ${value}`);
  const [start = '', end] = [valueOf(event, 'DTSTART'), valueOf(event, 'DTEND')];
  if (end !== undefined && end <= start) say('it ends before it begins');
  if (!/^\d+$/.test(valueOf(event, 'SEQUENCE') ?? '0')) say('SEQUENCE is no number');
  if (!['TENTATIVE', 'CONFIRMED', 'CANCELLED'].includes(valueOf(event, 'STATUS') ?? 'CONFIRMED'))
    say('STATUS');
  if (!/^https?:\/\/\S+$/.test(valueOf(event, 'URL') ?? 'https://x')) say('URL');
}
