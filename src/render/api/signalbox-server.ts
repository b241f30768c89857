import type { ServerStatus } from '../../core/model/status.ts';
import type { Server } from '../../core/model/topology.ts';
import { isoInstant } from './iso-instant.ts';
import { momentObject } from './reason-object.ts';
import type { SignalboxFile } from './signalbox-schema.ts';

export function serverObject(
  { id, name, groupId, note }: Server,
  status: ServerStatus,
  siteUrl: string,
): SignalboxFile['servers'][number] {
  const { role, counted, verdict, probed, declared, sinceAt, sinceIsAtLeast, lastOnlineAt, seenFrom } =
    status;
  return {
    id,
    name,
    group: groupId,
    url: `${siteUrl}/infrastructure/#${id}`,
    role,
    counted,
    verdict,
    probed,
    declared: declared ?? null,
    since:
      sinceAt === undefined
        ? null
        : { ...momentObject({ at: sinceAt, precision: 'minute' }), at_least: sinceIsAtLeast === true },
    last_online: lastOnlineAt === undefined ? null : isoInstant(lastOnlineAt),
    seen_from: { ...seenFrom },
    note: note ?? null,
  };
}
