/** A site of extremes: names of 40 characters, forty servers in a group, a long incident, work under way and work to come. */

const SERVERS_IN_A_GROUP = 40;
const UPDATES_OF_LONG_INCIDENT = 30;

/** Forty characters without a place to break. */
const UNBROKEN = 'mailstoragearrayofthenortherndatacentre1';
/** Forty characters in words. */
const LONG_NAME = 'Mail Storage of the Northern Data Centre';

function serverId(index: number): string {
  return index === 0 ? UNBROKEN : `store-${String(index).padStart(2, '0')}`;
}

const SERVER_IDS = Array.from({ length: SERVERS_IN_A_GROUP }, (_, index) => serverId(index));

export function crowdedTopology(): string {
  const servers = SERVER_IDS.map((id, index) =>
    index === 39 ? `          - { id: ${id}, role: preparing, note: ${LONG_NAME} }` : `          - id: ${id}`,
  );
  const services = Array.from({ length: 12 }, (_, index) => serviceText(index));
  return `site:
  name: ${LONG_NAME}
  url: https://status.example.org
  timezone: Europe/London
  locale: en-GB
  contact: help@example.org
  fresh_for: 5m
zones:
  - id: incoming
    name: ${LONG_NAME}
    colour: yellow
    about: ${UNBROKEN} ${UNBROKEN}${UNBROKEN}${UNBROKEN}
    groups:
      - id: gateways
        name: ${UNBROKEN}
        fallback: { to: backup-mx, effect: Mail is delayed and not lost because Backup MX delivers it onwards as soon as it can. }
        servers:
          - { id: gw1, name: ${LONG_NAME} }
          - { id: gw2, name: ${UNBROKEN.replace('1', '2')} }
      - id: backup-mx
        name: Backup MX
        servers: [{ id: mx1 }]
  - id: core
    name: Core
    colour: blue
    groups:
      - id: storage
        name: ${LONG_NAME}
        redundancy: { at_least: 38 }
        servers:
${servers.join('\n')}
      - id: backups
        name: Backups
        supporting: true
        servers: [{ id: backup1 }]
${['orange', 'red', 'purple', 'teal', 'grey', 'green'].map(zoneText).join('\n')}
services:
${services.join('\n')}
flows:
  - internet -> gateways -> storage -> backups
  - internet -> backup-mx -> storage: fallback
${['orange', 'red', 'purple', 'teal', 'grey', 'green'].map((colour) => `  - internet -> ${colour}-boxes -> storage`).join('\n')}
`;
}

function zoneText(colour: string): string {
  return `  - id: ${colour}
    name: The ${colour} zone
    colour: ${colour}
    groups:
      - id: ${colour}-boxes
        name: Boxes of the ${colour} zone
        servers: [{ id: ${colour}-1 }, { id: ${colour}-2, role: standby }, { id: ${colour}-3, role: maintenance }]`;
}

function serviceText(index: number): string {
  const colour = ['orange', 'red', 'purple', 'teal', 'grey', 'green'][index % 6] ?? 'red';
  return `  - id: service-${index}
    name: ${index === 0 ? UNBROKEN : index === 1 ? LONG_NAME : `Service ${index}`}
    about: ${index % 2 === 0 ? LONG_NAME : UNBROKEN}
    needs: [${index % 3 === 0 ? 'gateways, storage' : 'storage'}, ${colour}-boxes]`;
}

/** Every verdict there is, and servers nobody told of. */
export function crowdedSnapshot(): unknown {
  const online = { verdict: 'online', since: '2010-07-22T03:06:00Z' };
  const offline = { verdict: 'offline', since: '2010-09-03T20:12:00Z' };
  const stores = SERVER_IDS.slice(0, -2).map((id, index) => [id, index < 4 ? offline : online]);
  return {
    version: 1,
    taken_at: '2010-09-03T22:09:30Z',
    vantages: ['london', 'amsterdam'],
    servers: {
      ...(Object.fromEntries(stores) as object),
      gw1: offline,
      gw2: offline,
      mx1: online,
      'red-1': offline,
      'teal-1': online,
      'green-1': online,
      'grey-1': online,
    },
  };
}

export function crowdedIncidents(): Readonly<Record<string, string>> {
  const many = Array.from({ length: 60 }, (_, index) => [
    `2010-0${(index % 8) + 1}-1${index % 9}-small-trouble-${index}.md`,
    `---\ntitle: Small trouble ${index} [Resolved]\n---\n\n10:${10 + (index % 50)}: It was small. ${'It was soon mended. '.repeat(index % 7)}\n`,
  ]);
  return {
    ...(Object.fromEntries(many) as Record<string, string>),
    '2010-09-03-long-incident.md': longIncident(),
    '2010-09-03-work-under-way.md': `---
kind: maintenance
title: Work on ${UNBROKEN} and on the ${LONG_NAME}
window: { from: 2010-09-03 22:00, to: 2010-09-04 01:00 }
affects: { red-boxes: down }
---

We replace the power supplies.

[22:05] In progress: the first one is out.
`,
    '2010-09-05-work-to-come.md': `---
kind: maintenance
title: Work to come
window: { from: 2010-09-05 02:00, to: 2010-09-05 04:00 }
affects: [service-1]
---

A new version of everything.
`,
    '2010-09-01-announcement.md':
      '---\nkind: announcement\npinned: true\ntitle: A word to all members\n---\n\nNothing changes.\n',
  };
}

function longIncident(): string {
  const updates = Array.from({ length: UPDATES_OF_LONG_INCIDENT }, (_, index) => {
    const minute = 12 * 60 + index * 20;
    const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return `[${clock}] ${updateText(index)}`;
  });
  return `---
title: ${'A title that goes on and on because somebody was very tired that night and wrote it all down '.repeat(2)}${UNBROKEN}
affects: { service-0: degraded, service-1: partial, storage: partial, gateways: down }
mail: { incoming: delayed, outgoing: safe }
next_update: "22:30"
---

${updates.join('\n\n')}
`;
}

function updateText(index: number): string {
  const texts = [
    `See https://example.org/${'a-very-long-path-without-a-place-to-break'.repeat(4)} for more.`,
    `Members on ${UNBROKEN}${UNBROKEN}${UNBROKEN} cannot log in.\n\n- one\n- two\n  1. three\n  2. four\n\n> They said so.`,
    `The log says:\n\n\`\`\`\n${'2010-09-03 22:09:30 imapd: connection refused by storage; '.repeat(5)}\n\`\`\``,
    `| server | array | state | since | by whom | what for |\n| --- | --- | --- | --- | --- | --- |\n| ${UNBROKEN} | b | c | d | e | ${UNBROKEN} |`,
    `Identified: \`${UNBROKEN}${UNBROKEN}\` it is.\n\n# A heading\n\n## Another\n\n${'Words and more words. '.repeat(60)}`,
    'Monitoring: we keep an eye on it. ![a picture](https://pictures.example.net/p.png) <b>no tags</b>',
  ];
  return texts[index % texts.length] ?? '';
}
