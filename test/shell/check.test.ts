import { describe, expect, it } from 'vitest';
import { checkFolder } from '../../src/shell/check.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { NOW, SMALL_TOPOLOGY } from '../support/small-site.ts';

const GOOD = "{smtp: 'gw1.secret-internal.example:2525'}";

async function check(probe: string) {
  const siteDir = temporaryFolder();
  expect(SMALL_TOPOLOGY).toContain(GOOD);
  writeFiles(siteDir, { 'topology.yml': SMALL_TOPOLOGY.replace(GOOD, probe) });
  return checkFolder({ siteDir, now: NOW, env: {} });
}

describe('probes', () => {
  it('that are right are not mentioned', async () => {
    expect(await check(GOOD)).toEqual([]);
  });

  it.each([
    ['{smpt: secret-internal}', 'bad-probe', 'error'],
    ['{smtp: {host: secret-internal, tls: true, verify: false}}', 'probe-advice', 'warning'],
  ])('%s', async (probe, code, severity) => {
    const found = await check(probe);
    expect(found.map((one) => [one.code, one.severity, one.file, one.line])).toEqual([
      [code, severity, 'topology.yml', 14],
    ]);
    expect(JSON.stringify(found)).not.toContain('secret-internal');
  });
});
