import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { contentSecurityPolicy } from '../../src/render/csp.ts';
import { startPreview } from '../../src/shell/preview-server.ts';
import { launchChromium } from '../browser/chromium.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

let browser: Browser;

beforeAll(async () => {
  ({ browser } = await launchChromium());
});

afterAll(() => browser.close());

const pageOf = (text: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">` +
  `<title>Site</title></head><body><h1>${text}</h1></body></html>`;

/** A page in a browser, and everything the browser complained of. */
async function open(url: string): Promise<{ page: Page; complaints: readonly string[] }> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That an address answered 404 or 500, the missing favicon's included, is no complaint about the page.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

test('the script runs under the page’s own policy, reloads, and shows what is wrong', async () => {
  const outDir = path.join(temporaryFolder(), 'public');
  writeFiles(outDir, { 'index.html': pageOf('One') });
  const server = await startPreview({ outDir, host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const { page, complaints } = await open(server.url);

  server.fail('topology.yml:1:1  <b>odd</b>');
  const notice = page.getByRole('alert');
  await notice.waitFor();
  expect(await notice.innerText()).toContain('topology.yml:1:1  <b>odd</b>');
  expect(await page.getByRole('heading').innerText()).toBe('One');
  server.well();
  await notice.waitFor({ state: 'detached' });

  writeFiles(outDir, { 'index.html': pageOf('Two') });
  server.reload();
  await page.getByRole('heading', { name: 'Two' }).waitFor();
  expect(complaints).toEqual([]);
});

test('the page of a problem reloads when the site is there', async () => {
  const outDir = path.join(temporaryFolder(), 'public');
  const server = await startPreview({ outDir, host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  server.fail('it is odd');
  const { page, complaints } = await open(server.url);
  expect(await page.getByRole('heading').innerText()).toBe('The site could not be built');
  writeFiles(outDir, { 'index.html': pageOf('One') });
  server.reload();
  await page.getByRole('heading', { name: 'One' }).waitFor();
  expect(complaints).toEqual([]);
});
