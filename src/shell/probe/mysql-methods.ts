import type { AuthPlugin } from 'mysql2';

/** Ways of logging in that servers offer and the package mysql2 does not know, or should not use: a password in the clear. */
const FOREIGN_METHODS = [
  'client_ed25519',
  'parsec',
  'dialog',
  'mysql_clear_password',
  'mysql_old_password',
  'auth_gssapi_client',
  'authentication_kerberos_client',
  'authentication_ldap_sasl_client',
  'authentication_openid_connect_client',
  'authentication_webauthn_client',
  'authentication_windows_client',
] as const;

/** As long as a signature: some servers take a shorter answer for a broken connection. */
const NO_ANSWER = Buffer.alloc(64);

interface ForeignMethods {
  /** For the package: each of these answers with nothing, so that the server denies the login. */
  readonly methods: Readonly<Record<string, AuthPlugin>>;
  /** The one that the server wanted. */
  wanted(): string | undefined;
}

/**
 * A server that wants what the package cannot do has answered, and is there. The package would throw and hang up, which
 * the server counts as a failed connection.
 */
export function foreignMethods(): ForeignMethods {
  let wanted: string | undefined;
  const answering =
    (name: string): AuthPlugin =>
    () =>
    () => {
      wanted = name;
      return NO_ANSWER;
    };
  return {
    methods: Object.fromEntries(FOREIGN_METHODS.map((name) => [name, answering(name)])),
    wanted: () => wanted,
  };
}
