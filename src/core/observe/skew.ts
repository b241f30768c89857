import { SECOND_MS } from '../model/time.ts';

/** Whoever has a clock that is further ahead of ours than this tells times that nobody can compare. */
export const MAX_SKEW_MS = 30 * SECOND_MS;
