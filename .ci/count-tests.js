// `node count-tests.js REPORT STATUS`: prints «passed failed», counted from Vitest's JSON report.
import console from 'node:console';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [report, status] = process.argv.slice(2);
const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));

// A file that cannot be loaded has no tests to count, and is a failure all the same.
const brokenFiles = testResults.filter(
  ({ status: outcome, assertionResults }) =>
    outcome === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
).length;
const failed = numFailedTests + brokenFiles;

// Vitest may fail although every test passed: an error outside of any test, or no test at all.
const unexplained = failed === 0 && status !== '0' ? 1 : 0;
console.log(`${numPassedTests} ${failed + unexplained}`);
