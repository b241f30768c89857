import { httpKind } from '../http-kind.ts';
import type { HttpOptions } from '../http-kind.ts';
import type { ProbeKind } from '../kind.ts';

export const https: ProbeKind<HttpOptions> = httpKind(
  'https',
  'A web address with TLS: its certificate has to hold, then its status, and a text it has to contain.',
);
