/** Options that let somebody in. What they say stands in no repository and no log. */
export const SECRET_OPTIONS: readonly string[] = ['password', 'token'];

const SECRET_HEADER = /authorization|cookie|token|key|secret/i;

/** True for the name of a header that lets somebody in. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
