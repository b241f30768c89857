import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSON_SCHEMAS, jsonSchemaText } from '../src/core/parse/json-schema.ts';

const SCHEMAS_FOLDER = fileURLToPath(new URL('../schemas', import.meta.url));

/** Writes `<name>.schema.json` for everything that editors can check while it is typed; returns the files' paths. */
export function runSchema(folder: string = SCHEMAS_FOLDER): string[] {
  mkdirSync(folder, { recursive: true });
  return JSON_SCHEMAS.map((name) => {
    const file = path.join(folder, `${name}.schema.json`);
    writeFileSync(file, jsonSchemaText(name));
    return file;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of runSchema()) process.stdout.write(`wrote ${path.relative(process.cwd(), file)}\n`);
}
