/** What ends a line where it is shown; a blank line follows what is a paragraph of its own. */
const BLOCK_END = /<\/(?:p|h[1-6]|pre|ul|ol|blockquote|table)>\n?/g;
const LINE_END = /<br \/>\n?|<\/(?:li|tr)>\n?/g;
const LINK = /<a href="([^"]*)"[^>]*>([^]*?)<\/a>/g;
/** Of a table, what stands between its rows. */
const FRAME = /<(?:table|\/?thead|\/?tbody|tr)>\n?/g;
const CELL_END = /<\/(?:td|th)>\s*/g;
const TAG = /<[^>]*>/g;

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };

/**
 * HTML that our own Markdown renderer made (src/render/markdown.ts), as text to be read without markup: list items have a
 * dash, paragraphs a blank line between them, and links their address behind them.
 *
 * @param address what a link leads to, absolute; null where it is not worth telling.
 */
export function plainText(html: string, address: (href: string) => string | null = () => null): string {
  return html
    .replace(LINK, (_, href: string, label: string) => {
      const target = address(unescaped(href));
      // Its text may be the address itself, with or without what stands before it.
      return target === null || target.endsWith(unescaped(label)) ? label : `${label} (${escaped(target)})`;
    })
    .replace(/<li>\s*(?:<p>)?/g, '- ')
    .replace(/<hr \/>/g, '')
    .replace(/<img [^>]*alt="([^"]*)"[^>]*>/g, '$1')
    .replace(FRAME, '')
    .replace(CELL_END, ' ')
    .replace(LINE_END, '\n')
    .replace(BLOCK_END, '\n\n')
    .replace(TAG, '')
    .replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => CHARACTERS[name] ?? '')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What an attribute of the renderer's holds. */
export function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|amp|#39);/g, (_, name: string) => CHARACTERS[name] ?? '');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
