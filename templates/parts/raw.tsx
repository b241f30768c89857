import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';

/** The owner's HTML, as it is, without an element around it. For nothing that staff or probes wrote. */
export function Raw({ html }: { readonly html: string }): VNode | null {
  return html === '' ? null : jsxTemplate([html]);
}
