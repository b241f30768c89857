import { httpKind } from '../http-kind.ts';

export const https = httpKind(
  'https',
  'A web address with TLS: its certificate has to hold, then its status, and a text it has to contain.',
);
