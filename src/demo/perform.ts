import type { Id } from '../core/model/topology.ts';
import type { Reply } from './control.ts';
import type { Fleet } from './fleet.ts';
import { PROBER } from './orders.ts';
import type { Action, Order } from './orders.ts';
import type { ProberProcess } from './prober-process.ts';
import { LOOPBACK } from './stand-in.ts';
import type { Manner, StandIn } from './stand-in.ts';

const MANNER_OF: Readonly<Record<Exclude<Action, 'list' | 'help' | 'toggle'>, Manner>> = {
  stop: 'stopped',
  start: 'running',
  restart: 'running',
  mute: 'mute',
  refuse: 'refusing',
};

/** Completes "gw1 …". */
const BECAME: Readonly<Record<Manner, string>> = {
  running: 'runs and answers',
  stopped: 'is stopped; nothing listens there any more',
  mute: 'is mute: it accepts connections and never says a word',
  refusing: 'refuses: it answers, and says that it takes nobody',
};

export const HELP: readonly string[] = [
  'stop gw1       nothing listens there any more',
  'start gw1      it runs and answers again, as a machine that has just booted',
  'restart gw1    stop and start',
  'mute gw1       it accepts connections and never says a word',
  'refuse gw1     it answers that it takes nobody',
  'gw1            stops it when it runs, starts it otherwise',
  'list           every server, how it is and where it listens',
  `stop ${PROBER}    nobody looks any more: watch the green lights expire; start ${PROBER} looks again`,
  'Several servers at once, and names of groups, work too: stop gw1 gw2, mute web.',
];

export interface Stage {
  /** The files that are shown. */
  readonly copyDir: string;
  readonly fleet: Fleet;
  readonly prober: ProberProcess;
}

export interface Outcome extends Reply {
  /** Something may be other than before. */
  readonly changed: boolean;
}

/** Carries an order out; the lines say what became of each server. */
export async function perform({ action, ids }: Order, stage: Stage): Promise<Outcome> {
  if (action === 'help') return { ok: true, lines: HELP, changed: false };
  if (action === 'list') return { ok: true, lines: list(stage), changed: false };
  const replies: Reply[] = [];
  for (const id of ids) replies.push(await performOn(id, action, stage));
  const lines = replies.flatMap((reply) => reply.lines);
  return { ok: replies.every(({ ok }) => ok), lines, changed: true };
}

async function performOn(id: Id, action: Exclude<Action, 'list' | 'help'>, stage: Stage): Promise<Reply> {
  const standIn = stage.fleet.servers.get(id);
  if (standIn === undefined) return performOnProber(action, stage.prober);
  const manner = action === 'toggle' ? otherManner(standIn) : MANNER_OF[action];
  try {
    if (action === 'restart') await standIn.become('stopped');
    await standIn.become(manner);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, lines: [`${id} cannot be started: ${reason}`] };
  }
  return { ok: true, lines: [`${id} ${BECAME[manner]}${unnoticed(standIn)}.`] };
}

function otherManner({ manner }: StandIn): Manner {
  return manner === 'running' ? 'stopped' : 'running';
}

/** Whoever only connects hears no difference between a server and one that says nothing. */
function unnoticed({ dialect, manner }: StandIn): string {
  return dialect === 'plain' && (manner === 'mute' || manner === 'refusing')
    ? '. It is only asked whether it accepts connections, which it still does'
    : '';
}

async function performOnProber(action: Action, prober: ProberProcess): Promise<Reply> {
  const stops = action === 'stop' || action === 'restart' || (action === 'toggle' && prober.running);
  const starts = action === 'start' || action === 'restart' || (action === 'toggle' && !prober.running);
  if (!stops && !starts) {
    return { ok: false, lines: [`The ${PROBER} can be stopped and started, and nothing else.`] };
  }
  if (stops) await prober.stop();
  if (starts) prober.start();
  const line = starts
    ? `The ${PROBER} looks again.`
    : `The ${PROBER} is stopped. The lights hold for a while, and are unknown then.`;
  return { ok: true, lines: [line] };
}

function list({ copyDir, fleet, prober }: Stage): readonly string[] {
  const rows = [...fleet.servers.values()].map(({ id, manner, dialect, port }) => [
    id,
    manner,
    dialect,
    `${LOOPBACK}:${String(port)}`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return [
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    `The ${PROBER} ${prober.running ? 'looks every two seconds' : 'is stopped'}.`,
    `The files that are shown, to be edited as you like: ${copyDir}`,
  ];
}
