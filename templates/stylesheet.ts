/** Files of `templates/style/`, in the order of the cascade; a site's own `theme/site.css` comes after them. */
export const STYLE_FILES = [
  'tokens.css',
  'base.css',
  'page.css',
  'status.css',
  'entry.css',
  'record.css',
  'diagram.css',
  'timeline.css',
  'print.css',
] as const;

/** The widget's own, which is small: it shows one box in a frame on somebody else's page. */
export const WIDGET_STYLE_FILES = ['tokens.css', 'widget.css'] as const;

/**
 * The site's one stylesheet.
 * @param ours the texts of {@link STYLE_FILES}; comments and indentation are dropped, because live pages carry it inside.
 * @param theirs the text of `theme/site.css`, kept as it is written.
 */
export function stylesheet(ours: readonly string[], theirs = ''): string {
  // A `</style>` inside the sheet would end it; in CSS the escaped slash is the same slash.
  return `${ours.map(compactCss).join('')}${theirs.trim()}`.replaceAll('</', '<\\/');
}

/** Our own files hold no comment, brace or semicolon inside a string, so plain replacement is safe for them. */
export function compactCss(css: string): string {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();
}
