/** What changes when the probes have news, compressed or not. Anything else that changed is news of the content. */
const LIVE =
  /^(?:(?:infrastructure\/|services\/[^/]+\/)?index\.html|status\.(?:txt|md)|heartbeat\.json|(?:api|badge|widget)\/.+)(?:\.gz|\.br)?$/;

/** @param output a path below the output folder */
export function isLiveOutput(output: string): boolean {
  return LIVE.test(output);
}
