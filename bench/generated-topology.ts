const ZONES = ['yellow', 'green', 'blue', 'orange', 'purple'] as const;
const SERVERS_PER_GROUP = 4;
const SERVICES = 10;

/** A topology of so many servers, four to a group, the groups spread over five zones and needed by ten services. */
export function generatedTopology(servers: number): string {
  const groups = Array.from(
    { length: Math.ceil(servers / SERVERS_PER_GROUP) },
    (_, group) => `group-${group + 1}`,
  );
  const inZone = (zone: number) => groups.filter((_, index) => index % ZONES.length === zone);
  const serversOf = (group: string) => {
    const first = groups.indexOf(group) * SERVERS_PER_GROUP;
    return Array.from(
      { length: Math.min(SERVERS_PER_GROUP, servers - first) },
      (_, index) => first + index + 1,
    );
  };
  return [
    'site:',
    '  name: Example Mail',
    '  url: https://status.example.org',
    '  timezone: Europe/London',
    '  locale: en-GB',
    '  fresh_for: 5m',
    'zones:',
    ...ZONES.flatMap((colour, zone) => [
      `  - id: zone-${zone + 1}`,
      `    name: Part ${zone + 1} of the mail system`,
      `    colour: ${colour}`,
      '    groups:',
      ...inZone(zone).flatMap((group) => [
        `      - id: ${group}`,
        `        name: ${group.replace('group-', 'Servers no. ')}`,
        '        servers:',
        ...serversOf(group).map((server) => `          - {id: server-${server}}`),
      ]),
    ]),
    'services:',
    ...Array.from({ length: SERVICES }, (_, service) => {
      const needs = groups.filter((_group, index) => index % SERVICES === service);
      return `  - {id: service-${service + 1}, name: Service ${service + 1}, needs: [${needs.join(', ')}]}`;
    }),
    '',
  ].join('\n');
}
