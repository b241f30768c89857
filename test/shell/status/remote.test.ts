import { describe, expect, it } from 'vitest';
import { isSilence } from '../../../src/shell/status/account.ts';
import type { SiteAccount } from '../../../src/shell/status/account.ts';
import { remoteAnswer } from '../../../src/shell/status/remote.ts';
import type { RemoteOptions } from '../../../src/shell/status/remote.ts';
import { siteAddress } from '../../../src/shell/status/site-address.ts';
import { apiFile, HEARTBEAT, MAIL, NOW, serve, SITE, TEXT } from './site-server.ts';
import type { Files, Handler } from './site-server.ts';

/** Nobody's clock: what the host says counts. */
const WRONG_CLOCK = Date.UTC(2030, 0, 1);

async function ask(
  files: Files,
  headers: Readonly<Record<string, string>> = {},
  options: Partial<RemoteOptions> = {},
) {
  const { url, asked } = await serve(files, headers);
  const told = await remoteAnswer({
    url,
    wantsText: true,
    limitMs: 5_000,
    now: () => WRONG_CLOCK,
    ...options,
  });
  return { ...told, asked, url };
}

async function account(...args: Parameters<typeof ask>): Promise<SiteAccount> {
  const { answer } = await ask(...args);
  if (isSilence(answer)) throw new Error(answer.problem);
  return answer;
}

/** What is told instead, without the address. */
async function problem(...args: Parameters<typeof ask>): Promise<string> {
  const { answer, url } = await ask(...args);
  return isSilence(answer) ? answer.problem.replaceAll(url.href, '/') : 'believed';
}

describe('a site of ours', () => {
  it('tells its state, its services, its times and its text', async () => {
    const { answer, now, asked } = await ask(SITE);
    expect(answer).toMatchObject({
      name: 'Small Mail',
      severity: 'degraded',
      headline: 'Mail works. Webmail works less well than usual.',
      takenAt: NOW - 60_000,
      validUntilAt: NOW + 240_000,
      text: TEXT,
    });
    expect((answer as SiteAccount).services.map(({ id, severity }) => [id, severity])).toEqual([
      ['mail', 'operational'],
      ['webmail', 'degraded'],
    ]);
    expect(now).toBe(NOW);
    expect([...asked].sort()).toEqual(['/api/signalbox.json', '/heartbeat.json', '/status.txt']);
  });

  it('is not asked for a text nobody wants', async () => {
    const { answer, asked } = await ask(SITE, {}, { wantsText: false });
    expect(answer).toMatchObject({ text: null });
    expect(asked).not.toContain('/status.txt');
  });

  it('may lie below a path', async () => {
    const files = Object.fromEntries(Object.entries(SITE).map(([name, file]) => [`/status${name}`, file]));
    const { url } = await serve(files);
    const { answer } = await remoteAnswer({
      url: siteAddress(`${url.href}status`),
      wantsText: true,
      limitMs: 5_000,
      now: () => NOW,
    });
    expect(answer).toMatchObject({ severity: 'degraded', text: TEXT });
  });

  it('leaves no service green while an incident is open whose extent nobody can read', async () => {
    const page = { severity: 'unknown', headline: 'x', reasons: [{ code: 'extent-unreadable' }] };
    const { services } = await account({
      ...SITE,
      '/api/signalbox.json': apiFile({ page, services: [MAIL] }),
    });
    expect(services[0]?.severity).toBe('unknown');
  });

  it('that believes nothing itself says so by its severity', async () => {
    const page = { severity: 'unknown', headline: 'We do not know.', reasons: [{ code: 'no-evidence' }] };
    const api = apiFile({ page, valid_until: null });
    expect((await account({ ...SITE, '/api/signalbox.json': api })).severity).toBe('unknown');
  });
});

const at = (time: string) => ({ date: new Date(`2010-09-03T${time}Z`).toUTCString() });

describe('what is too old is not believed, by the clock of the host', () => {
  it.each([
    ['while it holds', at('22:14:59'), 'believed'],
    [
      'when the data’s time is over',
      at('22:15:00'),
      'what it says held until 2010-09-03T22:15:00Z, and nobody knows the state since',
    ],
    [
      'when nobody published for as long as evidence is believed',
      at('22:15:31'),
      'it was last published at 2010-09-03T22:10:30Z, and nobody knows the state since',
    ],
    // RFC 9111: the copy would be older than the publish it tells of, so the sum is meant.
    [
      'when a cache has had it for long',
      { ...at('22:10:40'), age: '600' },
      'it was last published at 2010-09-03T22:10:30Z, and nobody knows the state since',
    ],
    // A cache that puts its own time into Date.
    ['when a cache tells its own time, and its copy’s age', { ...at('22:14:30'), age: '100' }, 'believed'],
    [
      'when there is no Date, by our own',
      { date: '' },
      'it was last published at 2010-09-03T22:10:30Z, and nobody knows the state since',
    ],
    [
      'when Date is nonsense, by our own',
      { date: 'yesterday' },
      'it was last published at 2010-09-03T22:10:30Z, and nobody knows the state since',
    ],
  ])('%s', async (_, headers, expected) => {
    expect(await problem(SITE, headers)).toBe(expected);
  });

  it('without a Date our own clock may also say that it holds', async () => {
    expect(await problem(SITE, { date: '' }, { now: () => NOW })).toBe('believed');
  });

  it('what it said is handed over all the same', async () => {
    const { answer } = await ask(SITE, at('23:00:00'));
    expect(answer).toMatchObject({ problem: expect.any(String) as string, account: { text: TEXT } });
  });

  it.each([
    [
      'a publish of the future',
      { '/heartbeat.json': { ...HEARTBEAT, published_at: '2010-09-04T22:10:30Z' } },
      'it was last published at 2010-09-04T22:10:30Z, which is yet to come',
    ],
    [
      'data of the future',
      {
        '/api/signalbox.json': apiFile({
          taken_at: '2011-09-03T22:10:00Z',
          valid_until: '2011-09-03T22:15:00Z',
        }),
      },
      'its data claims to be of 2011-09-03T22:10:00Z, which is yet to come',
    ],
    [
      'an old copy of the state alone',
      { '/api/signalbox.json': apiFile({ valid_until: '2010-09-03T21:00:00Z' }) },
      'what it says held until 2010-09-03T21:00:00Z, and nobody knows the state since',
    ],
    [
      'a recorded moment',
      { '/heartbeat.json': { ...HEARTBEAT, recorded: true } },
      'the site shows a recorded moment, so it says nothing of now',
    ],
  ])('nor is %s', async (_, files, expected) => {
    expect(await problem({ ...SITE, ...files })).toBe(expected);
  });
});

const HTML: Handler = (_, response) =>
  void response
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<!DOCTYPE html><title>OK - all is well</title>');
const FAILING: Handler = (_, response) => void response.writeHead(503).end();
const to =
  (location: string): Handler =>
  (_, response) =>
    void response.writeHead(301, location === '' ? {} : { location }).end();

describe('a page of nobody’s', () => {
  it.each<[string, Files, string]>([
    ['has no heartbeat', {}, '/heartbeat.json answered 404'],
    [
      'has a web page in its place',
      { '/heartbeat.json': HTML },
      '/heartbeat.json is no heartbeat of a Signalbox site',
    ],
    [
      'has some other JSON',
      { '/heartbeat.json': { status: 'ok' } },
      '/heartbeat.json is no heartbeat of a Signalbox site',
    ],
    [
      'has JSON that is none',
      { '/heartbeat.json': '{"version":1' },
      '/heartbeat.json is no heartbeat of a Signalbox site',
    ],
    [
      'has a heartbeat of nonsense',
      { '/heartbeat.json': { ...HEARTBEAT, fresh_for: 1e300 } },
      '/heartbeat.json is no heartbeat of a Signalbox site',
    ],
    [
      'has a heartbeat of another version',
      { '/heartbeat.json': { ...HEARTBEAT, version: 2 } },
      '/heartbeat.json is no heartbeat of a Signalbox site',
    ],
    ['has no state for programs', { '/heartbeat.json': HEARTBEAT }, '/api/signalbox.json answered 404'],
    [
      'has a web page for it',
      { '/heartbeat.json': HEARTBEAT, '/api/signalbox.json': HTML },
      '/api/signalbox.json is no answer of a Signalbox site',
    ],
    [
      'has a state we do not know',
      { ...SITE, '/api/signalbox.json': apiFile({ page: { severity: 'fine', headline: '', reasons: [] } }) },
      '/api/signalbox.json is no answer of a Signalbox site',
    ],
    [
      'has too many services',
      { ...SITE, '/api/signalbox.json': apiFile({ services: Array.from({ length: 2_001 }, () => MAIL) }) },
      '/api/signalbox.json is no answer of a Signalbox site',
    ],
    [
      'fails',
      {
        '/heartbeat.json': FAILING,
      },
      '/heartbeat.json answered 503',
    ],
  ])('%s', async (_, files, expected) => {
    expect(await problem(files)).toBe(expected);
  });
});

describe('bounds', () => {
  it('of time', async () => {
    const hanging = { ...SITE, '/heartbeat.json': () => undefined };
    expect(await problem(hanging, {}, { limitMs: 200 })).toBe('/heartbeat.json did not answer in time');
  });

  it('of time, where an answer drips', async () => {
    const dripping: Files = {
      ...SITE,
      '/api/signalbox.json': (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    };
    expect(await problem(dripping, {}, { limitMs: 300 })).toBe('/api/signalbox.json did not answer in time');
  });

  it('of length, however it is packed', async () => {
    const huge: Files = {
      ...SITE,
      '/heartbeat.json': (_, response) => {
        response.writeHead(200);
        const more = () => {
          while (response.write('x'.repeat(10_000)));
        };
        response.on('drain', more);
        response.on('error', () => undefined);
        more();
      },
    };
    expect(await problem(huge)).toBe('/heartbeat.json is longer than 64000 bytes');
  });

  it.each<[string, string, string]>([
    ['to nowhere', '', '/heartbeat.json redirects to where we do not follow'],
    ['to a file of ours', 'file:///etc/passwd', '/heartbeat.json redirects to where we do not follow'],
    ['with a password', 'http://a:b@127.0.0.1/', '/heartbeat.json redirects to where we do not follow'],
    ['to itself', '/heartbeat.json', '/heartbeat.json redirects more than 3 times'],
  ])('of redirects: %s', async (_, location, expected) => {
    const files: Files = { ...SITE, '/heartbeat.json': to(location) };
    expect(await problem(files)).toBe(expected);
  });

  it('a few redirects are followed', async () => {
    const files: Files = { ...SITE, '/heartbeat.json': to('/a'), '/a': to('/b'), '/b': HEARTBEAT };
    expect(await problem(files)).toBe('believed');
  });

  it('nobody there', async () => {
    const { answer } = await remoteAnswer({
      url: new URL('http://127.0.0.1:9/'),
      wantsText: true,
      limitMs: 5_000,
      now: () => NOW,
    });
    expect(answer).toEqual({
      problem: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:9\/heartbeat\.json cannot be reached \(/,
      ) as string,
    });
  });
});

describe('texts of others', () => {
  it('a web page in place of the text is not printed', async () => {
    expect((await account({ ...SITE, '/status.txt': HTML })).text).toBeNull();
    expect((await account({ ...SITE, '/status.txt': '<!doctype html><p>x' })).text).toBeNull();
  });

  it('a text that is not there keeps nobody from the state', async () => {
    const files = { '/heartbeat.json': HEARTBEAT, '/api/signalbox.json': apiFile() };
    expect(await account(files)).toMatchObject({ severity: 'degraded', text: null });
  });

  it('a terminal obeys none of them', async () => {
    const evil = 'a\u001b]0;owned\u0007b\u009b2J\u202ec';
    const api = apiFile({
      site: { name: evil },
      page: { severity: 'down', headline: `${evil}\nOK`, reasons: [] },
      services: [{ id: evil, name: evil, severity: 'down', sentences: [evil] }],
    });
    const told = await account({ ...SITE, '/api/signalbox.json': api, '/status.txt': `${evil}\n\tb\r\n` });
    expect(JSON.stringify(told)).not.toMatch(/\\u|[\u007f-\u009f\u202e]/);
    expect(told.headline).toBe('a]0;ownedb2Jc OK');
    expect(told.text).toBe('a]0;ownedb2Jc\n    b\n');
  });
});

describe('addresses as people type them', () => {
  it.each([
    ['https://status.example.org', 'https://status.example.org/'],
    ['status.example.org', 'https://status.example.org/'],
    ['localhost:8080', 'http://localhost:8080/'],
    ['127.0.0.1', 'http://127.0.0.1/'],
    ['[::1]:8080/status', 'http://[::1]:8080/status/'],
    ['localhost.example.org', 'https://localhost.example.org/'],
    ['http://localhost:8080/', 'http://localhost:8080/'],
    ['https://example.org/status', 'https://example.org/status/'],
    ['https://example.org/status/status.txt', 'https://example.org/status/'],
    ['https://example.org/heartbeat.json?x#y', 'https://example.org/'],
    [' https://example.org/index.html ', 'https://example.org/'],
  ])('%s is %s', (typed, address) => {
    expect(siteAddress(typed).href).toBe(address);
  });

  it.each([
    ['', '"" is no address of the web'],
    ['http://', '"http://" is no address of the web'],
    ['ftp://example.org', '"ftp://example.org" begins with neither https: nor http:'],
    [
      'https://a:b@example.org',
      '"https://a:b@example.org" has a name or a password before the @, which cannot be sent',
    ],
  ])('%j is refused', (typed, message) => {
    expect(() => siteAddress(typed)).toThrow(message);
  });
});
