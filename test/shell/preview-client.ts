import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks for a path exactly as it is written: `fetch` would fold its dots away. */
export function ask(port: number, path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

export interface EventStream {
  /** The next event, `[name, data]`; null at the end of the stream. */
  next(): Promise<readonly [name: string, data: string] | null>;
  close(): void;
}

/** Listens to the preview's events, as a browser's EventSource does. */
export async function listenTo(origin: string): Promise<EventStream> {
  const stop = new AbortController();
  const response = await fetch(`${origin}/__signalbox/events`, { signal: stop.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next() {
      while (!text.includes('\n\n')) {
        const { value, done } = await reader.read();
        if (done) return null;
        text += value;
      }
      const end = text.indexOf('\n\n');
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      return [name, data];
    },
    close() {
      stop.abort();
    },
  };
}
