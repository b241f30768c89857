// `node read-audit.js REPORT`: fails where `npm audit --json` found something; a registry that does not answer is only told.
import console from 'node:console';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8') || '{}');
const found = report.metadata?.vulnerabilities;
if (found === undefined) {
  console.log(`not answered: ${report.message ?? 'the registry gave no report'}`);
} else if (found.total === 0) {
  console.log('no known vulnerabilities');
} else {
  console.log(`${found.total} known vulnerabilities: ${JSON.stringify(found)}`);
  for (const { name, severity, range } of Object.values(report.vulnerabilities ?? {})) {
    console.log(`  ${name} ${range}: ${severity}`);
  }
  process.exitCode = 1;
}
