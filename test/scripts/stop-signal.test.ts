import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { stopSignal } from '../../scripts/stop-signal.ts';

function told(isTTY = false) {
  const exits: number[] = [];
  const clock = { ms: 0 };
  const signalled = Object.assign(new EventEmitter(), {
    stdin: { isTTY },
    exit: (code: number) => {
      exits.push(code);
    },
  });
  const stopped = stopSignal(signalled, () => clock.ms);
  return { exits, clock, signalled, stopped };
}

test.each(['SIGINT', 'SIGTERM'])('%s ends the wait', async (signal) => {
  const { signalled, stopped, exits } = told();
  signalled.emit(signal);
  await stopped;
  expect(exits).toEqual([]);
});

test('a terminal that is closed ends the wait, and is nothing to who has none', async () => {
  const { signalled, stopped, exits } = told(true);
  expect(signalled.emit('SIGHUP')).toBe(true);
  await stopped;
  expect(exits).toEqual([]);
  expect(told().signalled.listenerCount('SIGHUP')).toBe(0);
});

test('the same one, passed on by those who started us, is not another', () => {
  const { signalled, clock, exits } = told();
  signalled.emit('SIGINT');
  clock.ms = 900;
  signalled.emit('SIGINT');
  signalled.emit('SIGTERM');
  expect(exits).toEqual([]);
});

test('a second one, later, ends the process at once', () => {
  const { signalled, clock, exits } = told();
  signalled.emit('SIGINT');
  clock.ms = 1_100;
  signalled.emit('SIGINT');
  expect(exits).toEqual([130]);
});
