import { describe, expect, it } from 'vitest';
import type { HeartbeatInput } from '../../src/render/heartbeat.ts';
import { heartbeatFile } from '../../src/render/heartbeat.ts';

const BLIND: HeartbeatInput = {
  publishedAt: Date.parse('2010-09-03T22:10:30Z'),
  freshForMs: 300_000,
  id: '3f2a9c0d11e2',
  problems: [],
  diagnostics: { errors: 0, warnings: 2, hints: 0 },
  recorded: false,
};
const INPUT: HeartbeatInput = {
  ...BLIND,
  takenAt: Date.parse('2010-09-03T22:10:00Z'),
  validUntilAt: Date.parse('2010-09-03T22:15:00Z'),
};

describe('the heartbeat', () => {
  it('is one compact line with its keys in this order', () => {
    expect(heartbeatFile(INPUT)).toBe(
      '{"version":1,"published_at":"2010-09-03T22:10:30Z","taken_at":"2010-09-03T22:10:00Z",' +
        '"valid_until":"2010-09-03T22:15:00Z","fresh_for":300,"id":"3f2a9c0d11e2","problems":[],' +
        '"diagnostics":{"errors":0,"warnings":2,"hints":0}}\n',
    );
  });

  it('names what went wrong by code', () => {
    const file = heartbeatFile({ ...INPUT, problems: ['pull-failed', 'deploy-failed'] });
    expect(file).toContain('"problems":["pull-failed","deploy-failed"]');
  });

  it('says null where there is no snapshot that can be read', () => {
    expect(heartbeatFile(BLIND)).toContain('"taken_at":null,"valid_until":null');
  });

  it('says of a recorded moment that it is one, and of nothing else', () => {
    expect(heartbeatFile({ ...INPUT, recorded: true })).toMatch(/"hints":0},"recorded":true}\n$/);
    expect(heartbeatFile(INPUT)).not.toContain('recorded');
  });

  it.each([
    ['a whole second', '2010-09-03T22:10:30.000Z', '2010-09-03T22:10:30Z'],
    ['the last of a second’s milliseconds', '2010-09-03T22:10:30.999Z', '2010-09-03T22:10:30Z'],
    ['a day long past', '1970-01-01T00:00:00.001Z', '1970-01-01T00:00:00Z'],
  ])('cuts %s to the second, never to a later one', (_, at, expected) => {
    const told = JSON.parse(heartbeatFile({ ...INPUT, publishedAt: Date.parse(at) })) as Record<
      string,
      unknown
    >;
    expect(told['published_at']).toBe(expected);
  });

  it('counts the time of freshness in seconds', () => {
    expect(heartbeatFile({ ...INPUT, freshForMs: 90_000 })).toContain('"fresh_for":90,');
  });
});
