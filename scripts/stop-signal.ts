/** The part of `process` that is needed here. */
export interface Signalled {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): unknown;
  readonly stdin: { readonly isTTY?: boolean };
}

/** So long a second signal is taken for the first one, passed on: npm and tsx do that with a Ctrl-C that reached everybody anyway. */
const SAME_SIGNAL_MS = 1_000;
/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Ends when the process is told to stop. Who says so again while it is still putting things away ends it at once. */
export function stopSignal(
  signalled: Signalled,
  elapsed: () => number = () => performance.now(),
): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const told = () => {
      if (firstAt === null) {
        firstAt = elapsed();
        resolve();
      } else if (elapsed() - firstAt > SAME_SIGNAL_MS) signalled.exit(INTERRUPTED);
    };
    signalled.on('SIGINT', told);
    signalled.on('SIGTERM', told);
    // A terminal window that is closed. Who was started with nohup has no terminal to read from, and is to live on.
    if (signalled.stdin.isTTY === true) signalled.on('SIGHUP', told);
  });
}
