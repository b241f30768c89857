import { describe, expect, it } from 'vitest';
import { ProbeFailure } from '../../../../src/shell/probe/failure.ts';
import { readVector } from '../../../../src/shell/probe/sources/prometheus-answer.ts';
import { recorded } from './prometheus-engine.ts';

const read = (json: unknown, status = 200) => readVector({ status, json, sentAt: undefined });
const readFile = (file: string, status = 200) => read(JSON.parse(recorded(file)), status);

describe('an answer as it was recorded', () => {
  it.each<readonly [string, number]>([
    ['votes.json', 10],
    ['age.json', 10],
    ['latency.json', 10],
    ['boot.json', 1],
    ['up.json', 0],
    ['up-one-vantage.json', 5],
    ['votes-one-vantage.json', 5],
    ['nothing.json', 0],
    ['watchdog-age.json', 1],
  ])('%s', (file, count) => {
    const { series, shortfall } = readFile(file);
    expect(series).toHaveLength(count);
    expect(shortfall).toBeNull();
  });

  it('has its labels, its value as text and the time it was worked out at', () => {
    expect(readFile('boot.json')).toEqual({
      series: [
        {
          labels: {
            __name__: 'node_boot_time_seconds',
            instance: '127.0.0.1:21910',
            job: 'node',
            server: 'gw1',
          },
          key: 'instance\x00127.0.0.1:21910\0job\0node\0server\0gw1\0',
          value: '1795635663',
        },
      ],
      evaluatedAt: 1_795_660_657_837,
      shortfall: null,
    });
  });

  it('with a warning', () => {
    const { series, shortfall } = readFile('votes-warned.json');
    expect(series).toHaveLength(10);
    expect(shortfall).toMatch(/^it warns: "remote_read: error sending request: /);
  });
});

const good = (more: object = {}, data: object = {}) => ({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric: { server: 'gw1' }, value: [1, '1'] }], ...data },
  ...more,
});

describe('an answer that is not whole', () => {
  it.each<readonly [string, object, string | null]>([
    ['says so', { isPartial: true }, 'it says that some of its storage did not answer'],
    ['says that it is', { isPartial: false, warnings: [], infos: ['metric might not be a counter'] }, null],
    ['warns of two things', { warnings: ['first', 'second'] }, 'it warns: "first"'],
    ['warns in no words', { warnings: [{ a: 1 }] }, 'it warns: "[object Object]"'],
  ])('%s', (_name, more, expected) => {
    expect(read(good(more)).shortfall).toBe(expected);
  });
});

describe('what is no answer', () => {
  it.each<readonly [string, number, unknown, string]>([
    [
      'a parse error',
      400,
      JSON.parse(recorded('parse-error.json')),
      'it answered with the status 400 (bad_data: "invalid parameter "query": 1:15: parse error: unexpected end of input inside braces")',
    ],
    [
      'a bad join',
      422,
      JSON.parse(recorded('bad-join.json')),
      'it answered with the status 422 (execution: "found duplicate series for the match group',
    ],
    [
      'an evaluation that took too long',
      503,
      JSON.parse(recorded('timed-out.json')),
      'it answered with the status 503 (timeout: "query timed out in expression evaluation")',
    ],
    [
      'an error of VictoriaMetrics',
      422,
      { status: 'error', errorType: '422', error: 'cannot parse' },
      'it answered with the status 422 (422: "cannot parse")',
    ],
    [
      'an error with a good status',
      200,
      { status: 'error', error: 'no' },
      'it answered with the status 200 ("no")',
    ],
    ['a wrong path', 404, undefined, 'it answered with the status 404: there is no such address'],
    ['a page', 200, undefined, 'its answer is no JSON'],
    ['a gateway', 502, undefined, 'it answered with the status 502'],
    ['nobody known', 401, { message: 'who?' }, 'it answered with the status 401: it does not know who asks'],
    ['success with a bad status', 500, good(), 'it answered with the status 500'],
    ['a scalar', 200, JSON.parse(recorded('scalar.json')), 'its answer is no instant vector but "scalar"'],
    ['another protocol', 200, { hello: 1 }, 'its answer is none of this protocol: "{"hello":1}"'],
    ['a list', 200, [1], 'its answer is none of this protocol: "[1]"'],
    ['no data', 200, { status: 'success' }, 'its answer is none of this protocol: "{"status":"success"}"'],
    ['no result', 200, good({}, { result: {} }), 'its answer is none of this protocol: '],
    [
      'a series without labels',
      200,
      good({}, { result: [{ value: [1, '1'] }] }),
      'a series in its answer has no labels: "{"value":[1,"1"]}"',
    ],
    [
      'a label that is no text',
      200,
      good({}, { result: [{ metric: { a: 1 }, value: [1, '1'] }] }),
      'a series in its answer has no labels: ',
    ],
    [
      'no time',
      200,
      good(
        {},
        { result: [{ metric: {}, value: ['now', '1'] }, { metric: {}, value: [null, '1'] }, { metric: {} }] },
      ),
      'nothing in its answer has a time: "{"metric":{},"value":["now","1"]}"',
    ],
    ['null', 200, good({}, { result: [null] }), 'a series in its answer has no labels: "null"'],
  ])('%s', (_name, status, json, expected) => {
    const reading = () => read(json, status);
    expect(reading).toThrow(ProbeFailure);
    expect(reading).toThrow(expected);
  });

  it('says no more of it than is of use', () => {
    const error = 'x'.repeat(100_000);
    const reading = () => read({ status: 'error', errorType: error, error }, 500);
    expect(reading).toThrow(/^it answered with the status 500 \("x{1999}…"\)$/);
  });

  it('but a sample that is no number is a series without a value', () => {
    const histogram = { metric: { server: 'gw1' }, histogram: [7, {}] };
    expect(read(good({}, { result: [histogram] })).evaluatedAt).toBe(7_000);
    expect(read(good({}, { result: [histogram] })).series).toMatchObject([
      { labels: { server: 'gw1' }, value: '' },
    ]);
    const number = { metric: {}, value: [1, 1] };
    expect(read(good({}, { result: [number] })).series).toEqual([{ labels: {}, key: '', value: '' }]);
  });
});

it('a series is known by its labels, in whatever order, and by no part of them', () => {
  const keyOf = (metric: Readonly<Record<string, string>>) =>
    read(good({}, { result: [{ metric, value: [1, '1'] }] })).series[0]?.key;
  expect(keyOf({ a: '1', b: '2' })).toBe(keyOf({ b: '2', __name__: 'x', alertstate: 'firing', a: '1' }));
  expect(keyOf({ a: '1b2' })).not.toBe(keyOf({ a: '1', b: '2' }));
});
