import type { GroupStatus } from '../../core/model/status.ts';
import type { BaseWords } from './words.ts';

/** The state of a group in a few words, with how much is left where that is worth telling. */
export function describeGroup(words: Pick<BaseWords, 'text'>, status: GroupStatus): string {
  const { severity, total, offline } = status;
  if (severity === 'operational') return describeSpares(words, status);
  if (severity === 'partial' && offline > 0)
    return words.text('group.partial-count', { count: offline, total });
  if (severity === 'down' && offline === total) return words.text('group.down-count', { count: total });
  return words.text(`group.${severity}`);
}

function describeSpares(words: Pick<BaseWords, 'text'>, status: GroupStatus): string {
  const { spares, total, online } = status;
  if (total > 1 && online === total) return words.text('group.full', { count: total });
  if (spares === undefined) return words.text('group.operational');
  if (spares === 'none') return words.text('group.none');
  return words.text(reducedBy(status), { count: total - online, total });
}

/** One word for what is missing where one word does. */
function reducedBy({ total, online, offline, unknown, inMaintenance }: GroupStatus) {
  const missing = total - online;
  if (offline === missing) return 'group.reduced';
  if (unknown === missing) return 'group.reduced-unknown';
  return inMaintenance === missing ? 'group.reduced-maintenance' : 'group.reduced-other';
}
