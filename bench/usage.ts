/**
 * Loaded before a measured program (`node --import`): writes what the whole process used, from its first instruction
 * on, to the file named by BENCH_USAGE when it exits.
 */
import { readFileSync, writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env['BENCH_USAGE'];
  if (file === undefined) return;
  const { user, system } = process.cpuUsage();
  writeFileSync(file, JSON.stringify({ cpuMs: (user + system) / 1000, peakKb: peakKb() }));
});

/** Linux hands the peak of the parent down to `maxRSS` of the child; VmHWM begins anew with the program. */
function peakKb(): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]);
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS;
}
