import { describe, expect, test } from 'vitest';
import { testSite } from './support.ts';

const BROKEN = '---\ntitle: X\naffects: {webmial: down}\n---\n\n[10:00] x\n';

describe('the exit code', () => {
  test.each([
    ['no problems', {}, [], 0, 'No problems found\n'],
    ['warnings only, of the clock', {}, ['--now', '2010-09-09 10:00'], 0, '1 warning\n'],
    ['an error', { 'incidents/2010-09-03-x.md': BROKEN }, [], 1, '1 error\n'],
    ['a topology that cannot be read', { 'topology.yml': 'site: [' }, [], 1, 'error'],
  ])('%s', async (_, files, argv, exitCode, said) => {
    const result = await testSite(files).run('check', ...argv);
    expect(result).toMatchObject({ exitCode, err: '' });
    expect(result.out).toContain(said);
  });

  test('no topology at all is an error like others', async () => {
    const { exitCode, out } = await testSite().run('check', '--site', 'nowhere');
    expect(exitCode).toBe(1);
    expect(out).toContain('nowhere/topology.yml:1:1  error  no-topology');
  });
});

describe('a local --now, where the site’s zone is not known', () => {
  const SAID = 'The site’s time zone is not known, so --now is read as UTC.\n';

  test('problems are reported all the same', async () => {
    const { exitCode, out, err } = await testSite({ 'topology.yml': 'site: [\n' }).run(
      'check',
      '--now',
      '2010-09-03 23:10',
    );
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: SAID });
    expect(out).toMatch(/topology\.yml:2:1 {2}error {2}yaml-syntax/);
  });

  test('as JSON too, and with no topology at all', async () => {
    const { exitCode, out, err } = await testSite().run(
      'check',
      '--site',
      'nowhere',
      '--now',
      '2010-09-03 23:10',
      '--format',
      'json',
    );
    expect({ exitCode, err }).toEqual({ exitCode: 1, err: SAID });
    expect(JSON.parse(out)).toMatchObject({ errors: 1, diagnostics: [{ code: 'no-topology' }] });
  });

  test('what is no time is still refused', async () => {
    const site = testSite({ 'topology.yml': 'site: [\n' });
    expect((await site.run('check', '--now', 'yesterday')).exitCode).toBe(2);
  });
});

describe('the formats', () => {
  test('text', async () => {
    const { out } = await testSite({ 'incidents/2010-09-03-x.md': BROKEN }).run('check');
    expect(out).toMatch(/^incidents\/2010-09-03-x\.md:3:11 {2}error {2}unknown-reference {2}"?.*webmial/);
    expect(out).toContain('\n    hint: ');
  });

  test('json', async () => {
    const { out } = await testSite({ 'incidents/2010-09-03-x.md': BROKEN }).run('check', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      errors: 1,
      diagnostics: [{ code: 'unknown-reference', line: 3, column: 11 }],
    });
  });

  test('github, with paths from where the command runs', async () => {
    const { out } = await testSite({ 'site/topology.yml': 'site: [' }).run(
      'check',
      '--site',
      'site',
      '--format',
      'github',
    );
    expect(out).toMatch(/^::error file=site\/topology\.yml,line=1,col=\d+,title=yaml-syntax::/);
  });
});

test('what the probes saw is not asked for', async () => {
  const { out } = await testSite({ 'state/snapshot.json': 'torn' }).run('check');
  expect(out).toBe('No problems found\n');
});
