import { describe, expect, it } from 'vitest';
import { bootFromOutput, exec } from '../../../../src/shell/probe/boot/exec.ts';
import { NOW, testWorld } from '../world.ts';

describe('bootFromOutput', () => {
  it.each([
    ['2765.64 9876.51\n', NOW - 2_765_640],
    ['2765\n', NOW - 2_765_000],
    ['0.5', NOW - 500],
    ['  60  \n', NOW - 60_000],
    ['999999999', NOW - 999_999_999_000],
    ['1761966000\n', 1_761_966_000_000],
    ['1761966000.25', 1_761_966_000_250],
    ['2025-11-01T03:00:00Z\n', Date.UTC(2025, 10, 1, 3)],
    ['2025-11-01T03:00:00+01:00 and more', Date.UTC(2025, 10, 1, 2)],
  ])('%j', (output, expected) => {
    expect(bootFromOutput(output, NOW)).toBe(expected);
  });

  it.each([
    '',
    '\n',
    'up 3 days',
    '2025-11-01 03:00:00',
    '2025-11-01T03:00:00',
    '-5',
    '1e9',
    '0x10',
    'NaN',
    '12:30',
  ])('not %j', (output) => {
    expect(() => bootFromOutput(output, NOW)).toThrow('expected seconds or a time with its zone');
  });
});

describe('a program', () => {
  const ask = (script: string, limitMs = 3_000) =>
    exec.run({ ...exec.options.parse(['/bin/sh', '-c', script]), limitMs }, testWorld());

  it('prints how long its machine has run', async () => {
    expect(await ask('echo 100.5 200')).toEqual({ bootedAt: NOW - 100_500 });
  });

  it('that fails says why', async () => {
    const { detail } = await ask('echo "A remark." >&2; echo "Host key verification failed." >&2; exit 255');
    expect(detail).toBe('exit code 255: Host key verification failed.');
    expect((await ask('exit 7')).detail).toBe('exit code 7');
  });

  it.each([
    ['fails', 'echo 100; exit 1', 'plug-in'],
    ['prints nothing', 'true', 'plug-in'],
    ['prints a start in the future', 'echo 2126-01-01T00:00:00Z', 'bad-reply'],
    ['prints a start in the past century', 'echo 1970-01-01T00:00:00Z', 'bad-reply'],
    ['does not end', 'sleep 60', 'plug-in'],
  ])('that %s', async (_name, script, reason) => {
    expect(await ask(script, 500)).toMatchObject({ bootedAt: null, reason });
  });
});
