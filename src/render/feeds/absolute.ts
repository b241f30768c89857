import { unescaped } from '../plain-text.ts';
import { xmlText } from '../xml.ts';

/** The only attributes our Markdown renderer writes that hold addresses; inside them every quotation mark is escaped. */
const ADDRESS = /(<(?:a|img) (?:href|src)=")([^"]*)(")/g;
/** What only pages have a use for. */
const OF_PAGES = / (?:tabindex="0"|loading="lazy")(?=[ />])/g;

/**
 * HTML of our own Markdown renderer, for readers who see it elsewhere than on the page at `pageUrl`. Text keeps its quotation
 * marks escaped, so nothing that anybody wrote looks like an attribute here.
 */
export function elsewhere(html: string, pageUrl: string): string {
  return html.replace(OF_PAGES, '').replace(ADDRESS, (_, before: string, address: string, after: string) => {
    return before + xmlText(absolute(unescaped(address), pageUrl)) + after;
  });
}

/** An address nobody can make sense of stays what it is. */
export function absolute(address: string, pageUrl: string): string {
  return URL.canParse(address, pageUrl) ? new URL(address, pageUrl).href : address;
}
