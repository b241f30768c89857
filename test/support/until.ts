const POLL_MS = 25;
const PATIENCE_MS = 15_000;

/** Waits for something another process or a server does: looks again and again, until it is so or the time is over. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > patienceMs)
      throw new Error(`${String(patienceMs)} ms were not enough until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
