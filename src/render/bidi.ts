/** Bidirectional embeddings, overrides and isolates. The plain marks (LRM, RLM), which move nothing else, are not among them. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;
const EACH = new RegExp(BIDI_CONTROLS, 'g');

/** The text without characters that can make a sentence read as another one. */
export function withoutBidiControls(text: string): string {
  return BIDI_CONTROLS.test(text) ? text.replaceAll(EACH, '') : text;
}
