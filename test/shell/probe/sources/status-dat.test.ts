import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusReader } from '../../../../src/shell/probe/sources/status-dat.ts';
import type { StatusBlock } from '../../../../src/shell/probe/sources/status-dat.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../../fixtures/engines/nagios/${name}`, import.meta.url), 'utf8');

const read = (...pieces: readonly string[]) => {
  const blocks: StatusBlock[] = [];
  const reader = statusReader((block) => blocks.push(block));
  for (const piece of pieces) reader.feed(piece);
  const isTorn = reader.end();
  return { blocks: blocks.map(({ kind, values }) => [kind, Object.fromEntries(values)]), isTorn };
};

describe('a status file', () => {
  it.each<readonly [string, string, ReturnType<typeof read>]>([
    ['that is empty', '', { blocks: [], isTorn: false }],
    ['of comments', '# made by\n\n', { blocks: [], isTorn: false }],
    ['with a time', 'info {\n\tcreated=12\n\t}\n', { blocks: [['info', { created: '12' }]], isTorn: false }],
    [
      'that ends without a line end',
      'info {\n\tcreated=12\n\t}',
      { blocks: [['info', { created: '12' }]], isTorn: false },
    ],
    [
      'written elsewhere',
      'info {\r\n  created=12\r\n  }\r\n',
      { blocks: [['info', { created: '12' }]], isTorn: false },
    ],
    [
      'with values that hold marks of the format',
      'hoststatus {\n\thost_name=a=b {\n\tplugin_output=hoststatus {\n\tlast_check=}\n\t}\n',
      { blocks: [['hoststatus', { host_name: 'a=b {', last_check: '}' }]], isTorn: false },
    ],
    [
      'with a key twice',
      'hoststatus {\n\tlast_time_down=1\n\tlast_time_down=2.5\n\t}\n',
      { blocks: [['hoststatus', { last_time_down: '2.5' }]], isTorn: false },
    ],
    [
      'with blocks of other kinds',
      'hostcomment {\n\thost_name=gw1\n\tcomment_data=x\n\t}\ncontactstatus {\n\t}\nservicestatus {\n\thost_name=gw1\n\t}\n',
      { blocks: [['servicestatus', { host_name: 'gw1' }]], isTorn: false },
    ],
    ['torn in a block', 'hoststatus {\n\thost_name=gw1\n', { blocks: [], isTorn: true }],
    ['torn in a line', 'hoststatus {\n\thost_name=gw1\n\tlast_che', { blocks: [], isTorn: true }],
    [
      'with a hole',
      'hoststatus {\n\thost_name=gw1\nhoststatus {\n\thost_name=gw2\n\t}\n',
      { blocks: [['hoststatus', { host_name: 'gw2' }]], isTorn: true },
    ],
    ['with lines outside of any block', '\thost_name=gw1\n\t}\n', { blocks: [], isTorn: false }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(['status.dat', 'icinga2-status.dat'])(
    '%s cut anywhere holds the blocks before the cut as they were',
    (name) => {
      const text = recorded(name);
      const whole = read(text);
      fc.assert(
        fc.property(fc.nat({ max: text.length }), (length) => {
          const { blocks } = read(text.slice(0, length));
          expect(blocks).toEqual(whole.blocks.slice(0, blocks.length));
        }),
      );
      expect(whole.isTorn).toBe(false);
    },
  );

  it('is the same in whatever pieces it comes', () => {
    const text = recorded('status.dat').slice(0, 6_000);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
        const sorted = [0, ...cuts, text.length].sort((a, b) => a - b);
        expect(read(...sorted.map((from, index) => text.slice(from, sorted[index + 1])))).toEqual(read(text));
      }),
    );
  });

  it('gives away nothing but what is needed', () => {
    const text = JSON.stringify(read(recorded('status.dat')));
    for (const secret of ['192.0.2.7', 'check_command', 'flag!', 'new disks']) {
      expect(recorded('status.dat')).toContain(secret);
      expect(text).not.toContain(secret);
    }
  });
});
