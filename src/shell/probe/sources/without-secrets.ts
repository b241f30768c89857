/** Anything shorter is part of ordinary words. */
const MIN_SECRET_LENGTH = 4;
const HIDDEN = '***';
/** Where a text was cut, before anybody looked for secrets in it. */
const CUT = '…';

/** Takes secrets out of texts, whoever quoted them; also what is left of one that was cut in the middle. */
export function withoutSecrets(secrets: readonly string[]): (text: string) => string {
  const longestFirst = [...new Set(secrets)]
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const whole = longestFirst.reduce((said, secret) => said.replaceAll(secret, HIDDEN), text);
    return whole
      .split(CUT)
      .map((piece, index, pieces) => (index === pieces.length - 1 ? piece : withoutEnd(piece, longestFirst)))
      .join(CUT);
  };
}

/** The piece without the beginning of a secret at its end. */
function withoutEnd(piece: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = Math.min(secret.length - 1, piece.length); length >= MIN_SECRET_LENGTH; length -= 1) {
      if (piece.endsWith(secret.slice(0, length))) return `${piece.slice(0, -length)}${HIDDEN}`;
    }
  }
  return piece;
}
