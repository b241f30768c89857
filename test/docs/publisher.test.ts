import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { register } from '../../scripts/publish.ts';
import type { Cli } from '../../scripts/options.ts';
import { LOG_EVENTS } from '../../src/shell/publish/log-writer.ts';
import { addTurn, metricsText, startTotals } from '../../src/shell/publish/metrics.ts';
import { isGoodPublish } from '../../src/shell/publish/ping.ts';
import { PROBLEM_CODES } from '../../src/shell/publish/turn.ts';
import { turnReport } from '../shell/publish/reports.ts';
import { REPOSITORY } from '../support/example-site.ts';

const DOCS = readFileSync(path.join(REPOSITORY, 'docs/publisher.md'), 'utf8');

/** The table or the block of code behind a comment. */
function part(name: string): string {
  const block = `<!-- ${name} -->\n+(\`\`\`\\w+\n[\\s\\S]*?^\`\`\`|(?:\\|.*\n)+)`;
  const found = new RegExp(block, 'm').exec(DOCS)?.[1];
  if (found === undefined) throw new Error(`docs/publisher.md has no ${name}`);
  return found;
}

/** Cells of the rows below the head. */
const rows = (table: string) =>
  table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const metrics = () => {
  const report = turnReport();
  const text = metricsText(report, addTurn(startTotals(), report));
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [`\`${name!}\``, type]);
};

describe('docs/publisher.md', () => {
  test('has every problem there is', () => {
    expect(rows(part('problems')).map(([code]) => code)).toEqual(PROBLEM_CODES.map((code) => `\`${code}\``));
  });

  test.each(rows(part('problems')).map(([code = '', , , ping = '', exit = '']) => [code, ping, exit]))(
    'says rightly what %s does to the dead man’s switch: %s, exit code %s',
    (cell, ping, exit) => {
      const code = PROBLEM_CODES.find((known) => cell === `\`${known}\``)!;
      const published = exit === '1';
      const report = turnReport({ published, problems: [{ code, message: '' }] });
      const told = isGoodPublish(report) ? /^asked/ : published ? /^silence$/ : /^failure$/;
      expect(ping).toMatch(told);
    },
  );

  test('has every event of the log', () => {
    expect(rows(part('events')).map(([event]) => event)).toEqual(
      Object.keys(LOG_EVENTS).map((event) => `\`${event}\``),
    );
  });

  test('has every metric with its type', () => {
    expect(rows(part('metrics')).map(([name, type]) => [name, type])).toEqual(metrics());
  });

  test('has alert rules for metrics that there are', () => {
    const { groups } = parseYaml(part('alerts').replaceAll(/^```.*$/gm, '')) as {
      groups: { rules: { alert: string; expr: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules).toHaveLength(3);
    const names = metrics().map(([name]) => name);
    for (const { expr } of rules) {
      const used = expr.match(/signalbox_\w+/g) ?? [];
      expect(used.length).toBeGreaterThan(0);
      for (const name of used) expect(names).toContain(`\`${name}\``);
    }
  });

  test('has every option of the command, and no other', () => {
    const program = new Command();
    register(program, {} as Cli);
    const known = program.commands[0]!.options.map(({ flags }) => flags);
    const table = DOCS.slice(DOCS.indexOf('| option'), DOCS.indexOf('## When something goes wrong'));
    const told = rows(table).map(([option = '']) => option.replaceAll('`', ''));
    expect(told.sort()).toEqual(known.sort());
  });
});
