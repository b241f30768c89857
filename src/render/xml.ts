/** Characters XML 1.0 forbids: control characters, lone surrogates and the two non-characters of the first plane. */
const ILLEGAL =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The text without characters that XML 1.0 cannot carry. */
export function xmlLegal(text: string): string {
  return text.replace(ILLEGAL, '');
}

/** Text for an XML element or a quoted attribute. Characters that XML 1.0 cannot carry are dropped. */
export function xmlText(text: string): string {
  return xmlLegal(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
