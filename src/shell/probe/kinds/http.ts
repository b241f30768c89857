import { httpKind } from '../http-kind.ts';
import type { HttpOptions } from '../http-kind.ts';
import type { ProbeKind } from '../kind.ts';

export const http: ProbeKind<HttpOptions> = httpKind(
  'http',
  'A web address without TLS: its status, and a text it has to contain.',
);
