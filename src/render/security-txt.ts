import type { SecurityContact, Site } from '../core/model/topology.ts';
import { isoSeconds } from './iso-seconds.ts';

/** Below the output folder, where RFC 9116 wants it. */
export const SECURITY_OUTPUT = '.well-known/security.txt';

/**
 * `security.txt` (RFC 9116): whom to tell of a hole, and until when that is believed. It is published as long as it is
 * configured. The expiry is there to be read: a file whose time is over says so itself, as the RFC wants it to, and does not
 * change because a day went by.
 */
export function securityTxt(
  { url }: Pick<Site, 'url'>,
  { contact, expiresAt, policy }: SecurityContact,
): string {
  return [
    `Contact: ${contact}`,
    `Expires: ${isoSeconds(expiresAt)}`,
    `Canonical: ${url}/${SECURITY_OUTPUT}`,
    ...(policy === undefined ? [] : [`Policy: ${policy}`]),
    '',
  ].join('\n');
}
