import { RELOAD_SCRIPT_PATH } from './preview-server-client.ts';

/** A `<meta http-equiv="Content-Security-Policy" content="…">`, its attributes in either order. */
const CSP_META =
  /<meta\b(?=[^>]*\bhttp-equiv\s*=\s*["']?content-security-policy["']?)([^>]*?)\bcontent\s*=\s*("[^"]*"|'[^']*')([^>]*)>/gi;

/**
 * A page with our reload script in it. The page's own policy allows no script, so the copy that is served here allows this one
 * by its nonce, and it may speak to this server; nothing else is loosened, and the file on disk stays as it was built.
 */
export function withReloadScript(html: string, nonce: string): string {
  const allowed = html.replaceAll(CSP_META, (_, before: string, quoted: string, after: string) => {
    const policy = relaxedPolicy(unescapeAttribute(quoted.slice(1, -1)), nonce);
    return `<meta${before}content="${escapeHtml(policy)}"${after}>`;
  });
  const script = `<script src="${RELOAD_SCRIPT_PATH}" nonce="${nonce}" defer></script>`;
  const place = /<\/head\s*>/i.exec(allowed) ?? /<\/body\s*>/i.exec(allowed);
  const index = place?.index ?? allowed.length;
  return allowed.slice(0, index) + script + allowed.slice(index);
}

/** A Content Security Policy that also allows the script with this nonce and connections to its own origin (CSP level 3, section 6). */
export function relaxedPolicy(policy: string, nonce: string): string {
  const directives = new Map<string, readonly string[]>();
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/);
    // Of a directive written twice browsers obey the first.
    if (name !== undefined && name !== '' && !directives.has(name.toLowerCase()))
      directives.set(name.toLowerCase(), sources);
  }
  const extend = (name: string, source: string) => {
    const sources = directives.get(name) ?? directives.get('default-src');
    // With neither, everything is allowed already.
    if (sources === undefined) return;
    const kept = sources.filter((known) => known.toLowerCase() !== "'none'" && known !== source);
    directives.set(name, [...kept, source]);
  };
  extend('script-src', `'nonce-${nonce}'`);
  if (directives.has('script-src-elem')) extend('script-src-elem', `'nonce-${nonce}'`);
  extend('connect-src', "'self'");
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}

/** What the browser shows while there is no site yet to show. */
export function problemPage(problem: string, nonce: string): string {
  const policy = relaxedPolicy("default-src 'none'; base-uri 'none'; form-action 'none'", nonce);
  const style = 'font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem';
  return withReloadScript(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(`${policy}; style-src 'unsafe-inline'`)}">
<meta name="color-scheme" content="light dark">
<title>The site could not be built</title>
</head>
<body style="${style}">
<h1>The site could not be built</h1>
<pre style="white-space: pre-wrap; overflow-wrap: anywhere">${escapeHtml(problem)}</pre>
<p>This page reloads by itself when a file changes.</p>
</body>
</html>
`,
    nonce,
  );
}

function unescapeAttribute(text: string): string {
  return text
    .replaceAll(/&(?:#39|#x27|apos);/gi, "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
