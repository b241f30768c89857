import type { ServerResponse } from 'node:http';

export const PREVIEW_PREFIX = '/__signalbox/';
export const RELOAD_SCRIPT_PATH = `${PREVIEW_PREFIX}reload.js`;
export const EVENTS_PATH = `${PREVIEW_PREFIX}events`;

/**
 * Runs in the browser. Reloads when the server says so, and when it is another one than before (it was started again, or a
 * reload was missed); shows what keeps the site from being built above the last good page. Text is only ever set as text, and
 * styles through the object model, so the page's own policy stays as strict as it is.
 */
export const RELOAD_SCRIPT = `(() => {
  'use strict';
  const events = new EventSource(${JSON.stringify(EVENTS_PATH)});
  let known;
  let notice;
  events.addEventListener('hello', (event) => {
    if (known !== undefined && known !== event.data) location.reload();
    known = event.data;
  });
  events.addEventListener('reload', () => location.reload());
  events.addEventListener('well', () => { notice?.remove(); notice = undefined; });
  events.addEventListener('problem', (event) => {
    notice?.remove();
    notice = document.createElement('pre');
    notice.setAttribute('role', 'alert');
    notice.textContent = 'The site could not be built. Below is the last good one.\\n\\n' + JSON.parse(event.data);
    Object.assign(notice.style, {
      position: 'sticky', top: '0', zIndex: '2147483647', margin: '0', padding: '1rem', maxHeight: '60vh', overflow: 'auto',
      whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', background: '#7a1020', color: '#fff', font: '0.9rem/1.4 ui-monospace, monospace',
    });
    document.body.prepend(notice);
  });
})();
`;

/** The browsers that listen, and what they have to know. */
export class Listeners {
  readonly #open = new Set<ServerResponse>();
  #version = 0;
  #problem: string | null = null;
  /** Tells one server from the next on the same port. */
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Keeps the response open as a stream of events (HTML standard, section 9.2). */
  add(response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    send(response, 'hello', `${this.#name}-${String(this.#version)}`);
    if (this.#problem !== null) send(response, 'problem', JSON.stringify(this.#problem));
  }

  /** The site was built anew. */
  reload(): void {
    this.#problem = null;
    this.#version += 1;
    this.#tell('reload', '');
  }

  /** Nothing changed, and nothing is wrong any more. */
  well(): void {
    if (this.#problem === null) return;
    this.#problem = null;
    this.#tell('well', '');
  }

  /** The site could not be built; the last good one stays. */
  fail(problem: string): void {
    this.#problem = problem;
    this.#tell('problem', JSON.stringify(problem));
  }

  close(): void {
    for (const response of this.#open) response.end();
  }

  #tell(event: string, data: string): void {
    for (const response of this.#open) send(response, event, data);
  }
}

function send(response: ServerResponse, event: string, data: string): void {
  response.write(`event: ${event}\ndata: ${data}\n\n`);
}
