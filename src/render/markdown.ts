import MarkdownIt from 'markdown-it';
import type { Env, Token } from 'markdown-it';
import { withoutBidiControls } from './bidi.ts';

/** What a link may begin with; everything else stays text. Relative addresses and `#anchors` need no scheme. */
const LINK_SCHEMES = ['https', 'http', 'mailto', 'tel'] as const;
/** What stands before the first colon, unless that is inside a path, a query or an anchor. */
const SCHEME = /^([^/?#:]*):/;
const LEAVES = /^(https?:)?[/\\]{2}/i;

/** `noreferrer`, because which incident a member reads is nobody's business; `nofollow`, because a status page vouches for no one. */
const EXTERNAL_REL = 'noopener noreferrer nofollow';

const DEEPEST_HEADING = 6;

/** Headings of a text stand below the page's: the topmost may be an `<h3>` unless the caller says otherwise. */
const DEFAULT_TOP_HEADING = 3;

export type Markdown = (text: string, topHeading?: number) => string;

/**
 * Staff's and owners' Markdown as HTML. Raw HTML is shown as typed; links have an allow-list of schemes and, when they
 * leave the site, a `rel`; `/addresses` are meant below the site's own path. Images of the site itself are shown and others
 * become links, as the pages' CSP would block them anyway. Same text, same bytes.
 */
export function createMarkdown({ siteUrl }: { readonly siteUrl: string }): Markdown {
  const site = new URL(siteUrl);
  const md = new MarkdownIt({ html: false, xhtmlOut: true, linkify: true, typographer: false });
  // "example.com" and "a.b" in a sentence are names, not links: only what is written with a scheme becomes one.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: true, fuzzyIP: false });
  md.validateLink = isAllowed;
  md.core.ruler.push('signalbox', (state) => {
    shiftHeadings(state.tokens, topHeadingOf(state.env));
    for (const token of state.tokens) {
      alignByClass(token);
      token.children?.forEach((child) => settleLink(child, site));
    }
  });
  md.renderer.rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token === undefined) return '';
    const { escapeHtml } = md.utils;
    const source = String(token.attrGet('src') ?? '');
    const alt = self.renderInlineAsText(token.children ?? [], options, env);
    if (isOwn(source, site)) {
      return `<img src="${escapeHtml(belowSite(source, site))}" alt="${escapeHtml(alt)}" loading="lazy" />`;
    }
    const label = escapeHtml(alt === '' ? source : alt);
    return isInsideLink(tokens, index)
      ? label
      : `<a href="${escapeHtml(source)}" rel="${EXTERNAL_REL}">${label}</a>`;
  };
  // What is wide scrolls by itself instead of the page; by keyboard, too.
  for (const block of ['fence', 'code_block'] as const) {
    const render = md.renderer.rules[block];
    md.renderer.rules[block] = (...args) => (render?.(...args) ?? '').replace(/^<pre/, '<pre tabindex="0"');
  }
  md.renderer.rules['table_open'] = () => '<div class="scroll" tabindex="0"><table>\n';
  md.renderer.rules['table_close'] = () => '</table></div>\n';
  return (text, topHeading = DEFAULT_TOP_HEADING) => md.render(withoutBidiControls(text), { topHeading });
}

/** True for relative addresses and for the allowed schemes. Whatever else looks like a scheme is refused, odd characters and all. */
function isAllowed(address: string): boolean {
  const scheme = SCHEME.exec(address.trim())?.[1]?.toLowerCase();
  return scheme === undefined || (LINK_SCHEMES as readonly string[]).includes(scheme);
}

function isOwn(address: string, site: URL): boolean {
  try {
    return new URL(address, site).origin === site.origin;
  } catch {
    return false;
  }
}

/** A site below a path (`https://example.org/status`) keeps its `/incidents/…` links. */
function belowSite(address: string, site: URL): string {
  const base = site.pathname.replace(/\/$/, '');
  const fromRoot = /^\/(?![/\\])/.test(address);
  return fromRoot && address !== base && !address.startsWith(`${base}/`) ? `${base}${address}` : address;
}

function settleLink(token: Token, site: URL): void {
  if (token.type !== 'link_open') return;
  const address = String(token.attrGet('href') ?? '');
  token.attrSet('href', belowSite(address, site));
  if (LEAVES.test(address) && !isOwn(address, site)) token.attrSet('rel', EXTERNAL_REL);
}

function isInsideLink(tokens: readonly Token[], index: number): boolean {
  const before = tokens.slice(0, index);
  return (
    before.filter(({ type }) => type === 'link_open').length >
    before.filter(({ type }) => type === 'link_close').length
  );
}

/** markdown-it aligns table cells by `style`, which the CSP forbids. */
function alignByClass(token: Token): void {
  const alignment = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
  if (alignment === undefined) return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style');
  token.attrSet('class', `to-${alignment}`);
}

function topHeadingOf(env: Env): number {
  return typeof env['topHeading'] === 'number' ? env['topHeading'] : DEFAULT_TOP_HEADING;
}

/** The text's own topmost level becomes `top`, and no heading is more than one level below the one before it. */
function shiftHeadings(tokens: readonly Token[], top: number): void {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
  const highest = headings.reduce((level, heading) => Math.min(level, levelOf(heading)), DEEPEST_HEADING);
  let previous = top - 1;
  for (const token of headings) {
    if (token.type === 'heading_open') {
      previous = Math.min(top + levelOf(token) - highest, previous + 1, DEEPEST_HEADING);
    }
    token.tag = `h${previous}`;
  }
}

function levelOf(heading: Token): number {
  return Number(heading.tag.slice(1));
}
