import { httpKind } from '../http-kind.ts';

export const http = httpKind('http', 'A web address without TLS: its status, and a text it has to contain.');
