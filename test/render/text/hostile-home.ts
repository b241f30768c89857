import type { Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import type { HomeInput } from '../../../src/core/view/home.ts';
import { incident, NOW, service, status, TOPOLOGY, update } from '../../core/view/fixtures.ts';
import { recordOf } from '../../core/view/records.ts';

/** A site in which everything that anybody can write is the same ill-meant text; `prose` is what staff write below titles. */
export function hostileHome(evil: string, believed: boolean, prose = evil): HomeInput {
  const topology: Topology = {
    ...TOPOLOGY,
    site: { ...TOPOLOGY.site, name: evil, contact: evil },
    zones: TOPOLOGY.zones.map((zone) => ({
      ...zone,
      name: evil,
      groups: zone.groups.map((group) => ({ ...group, name: evil })),
    })),
    services: TOPOLOGY.services.map((one) => ({ ...one, name: evil, about: evil })),
  };
  const affects = [{ id: 'web-access', severity: 'down', line: 1, column: 1 }] as const;
  const effects = { affects, mail: { incoming: 'delayed' }, unreadable: false } as const;
  const open = incident('2010-09-03-open', {
    title: evil,
    effects,
    resolved: null,
    nextUpdateAt: NOW,
    updates: [
      update('2010-09-03', '10:00', { phase: 'investigating' }),
      update('2010-09-03', '11:00', { effects, untilAt: NOW }),
    ],
  });
  const work = incident('2010-09-04-work', {
    kind: 'maintenance',
    title: evil,
    effects,
    resolved: null,
    window: { startAt: NOW + 3_600_000, endAt: NOW + 7_200_000 },
  });
  const over = incident('2010-09-01-over', { title: evil, titleTag: evil, pinned: true });
  const ref = { slug: open.slug, title: evil };
  const reasons = [
    { code: 'effect', group: 'web', effect: evil },
    {
      code: 'declared',
      subject: 'web-access',
      severity: 'down',
      incident: open.slug,
      title: evil,
      mail: { outgoing: 'lost' },
    },
    { code: 'extent-unreadable', incident: open.slug, title: evil },
    { code: 'fallback-in-use', group: 'gateways', to: 'web', effect: evil },
  ] as const;
  const disagreement = { kind: 'differ', declared: 'down', probed: 'partial', incidents: [ref] } as const;
  const spared = status().groups.map((group) => ({ ...group, spares: 'none' as const }));
  return {
    context: viewContext(topology),
    status: status({
      severity: 'down',
      believed,
      reasons,
      groups: spared,
      services: [
        service({ severity: 'down', reasons, disagreement }),
        service({
          id: 'incoming-mail',
          severity: 'partial',
          disagreement: { kind: 'probes-only', probed: 'partial' },
        }),
      ],
      openIncidents: [open.slug],
      comingMaintenance: [work.slug],
    }),
    incidents: [work, open, over],
    prose: (slug) => ({ summary: prose, updates: slug === open.slug ? [prose, prose] : [prose] }),
    now: NOW,
    recorded: false,
    records: [recordOf('x', { id: 'web-access' }), recordOf('?')],
  };
}
