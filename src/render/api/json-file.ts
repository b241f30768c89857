import { withoutBidiControls } from '../bidi.ts';

/** Control characters besides tab and line feed, lone surrogates (which strict parsers refuse) and non-characters. */
const ILLEGAL =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * A value as a published JSON file: compact, a line feed at the end. Texts lose what no reader can print and what makes one
 * text read as another. No `<` stands in the file as it is, so that whoever puts it into a page opens no tag with it.
 */
export function jsonFile(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? withoutBidiControls(inner).replaceAll(ILLEGAL, '') : inner,
  );
  return `${text.replaceAll('<', '\\u003c')}\n`;
}
