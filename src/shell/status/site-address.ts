import { TEXT_OUTPUTS } from '../../render/text/ways.ts';
import { HEARTBEAT_OUTPUT } from '../../render/heartbeat.ts';
import { UserError } from '../user-error.ts';

const MAX_ADDRESS_LENGTH = 2_000;
const HINT = 'Give the address of the status page, such as https://status.example.org.';

/** Pages and files of a site that people copy addresses of. */
const FILES: ReadonlySet<string> = new Set([...Object.values(TEXT_OUTPUTS), HEARTBEAT_OUTPUT, 'index.html']);

/**
 * The address of a site, as somebody would type it: `status.example.org`, `https://example.org/status/`, or that of its front
 * page or its text. Its path ends with a slash.
 * @throws UserError for what is no address that can be asked.
 */
export function siteAddress(text: string): URL {
  const typed = text.trim();
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `${usualScheme(typed)}//${typed}`;
  const problem = problemOf(whole);
  if (problem !== null)
    throw new UserError(`${JSON.stringify(text.slice(0, 200))} ${problem}`, { hint: HINT });
  const url = new URL(whole);
  url.hash = '';
  url.search = '';
  const parts = url.pathname.split('/');
  if (FILES.has(parts.at(-1) ?? '')) parts.pop();
  url.pathname = `${parts.join('/').replace(/\/+$/, '')}/`;
  return url;
}

/** On one's own machine nobody has a certificate. */
function usualScheme(typed: string): 'http:' | 'https:' {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/.test(typed) ? 'http:' : 'https:';
}

function problemOf(text: string): string | null {
  if (text.length > MAX_ADDRESS_LENGTH || !URL.canParse(text)) return 'is no address of the web';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'begins with neither https: nor http:';
  return username === '' && password === ''
    ? null
    : 'has a name or a password before the @, which cannot be sent';
}
