import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { EXIT, displayPath, exitCodesHelp, say } from './options.ts';
import type { Cli, ExitCode, Io } from './options.ts';

interface SchemaArgs {
  readonly out: string;
}

export function register(program: Command, cli: Cli): void {
  program
    .command('schema')
    .summary('write the JSON Schemas that editors and other programs check with')
    .description(
      'Writes the JSON Schemas of topology.yml and of incident front matter, so that editors complete and check while you type ' +
        '(docs/topology.md says how to tell your editor), and that of /api/signalbox.json (docs/api.md). Reads nothing.',
    )
    .option('--out <dir>', 'folder to write them into', 'schemas')
    .addHelpText(
      'after',
      exitCodesHelp({ fine: 'the schemas were written', usage: 'the command line is at fault' }),
    )
    .action(async (args: SchemaArgs) => {
      cli.exitCode = await runSchema(args, cli.io);
    });
}

/** Writes `<name>.schema.json` for everything that editors can check while it is typed, and for what other programs read. */
async function runSchema({ out }: SchemaArgs, io: Io): Promise<ExitCode> {
  const { JSON_SCHEMAS } = await import('../src/core/parse/json-schema.ts');
  const { publishedSchemaText } = await import('../src/shell/probe/json-schema.ts');
  const { signalboxSchemaText } = await import('../src/render/api/signalbox-schema.ts');
  const folder = path.resolve(io.cwd, out);
  mkdirSync(folder, { recursive: true });
  const texts = [
    ...JSON_SCHEMAS.map((name) => ({ name, text: publishedSchemaText(name) })),
    { name: 'signalbox-api', text: signalboxSchemaText() },
  ];
  for (const { name, text } of texts) {
    const file = path.join(folder, `${name}.schema.json`);
    writeFileSync(file, text);
    say(io.stdout, `Wrote ${displayPath(file, io)}`);
  }
  return EXIT.fine;
}
