import type { FileDesk, FilePlan } from '../file-plans.ts';
import { jsonFile } from './json-file.ts';
import { signalboxObject } from './signalbox.ts';
import { statuspageFiles } from './statuspage-files.ts';

/** The files for programs: those of the Statuspage API v2, and our own, which says when it expires. */
export function apiFiles(desk: FileDesk): readonly FilePlan[] {
  return [...statuspageFiles(desk), signalboxFile(desk)];
}

/** Made each time, because the time of the data is in it, and what it is made from is what it holds. */
function signalboxFile(desk: FileDesk): FilePlan {
  const object = signalboxObject(desk);
  return {
    output: 'api/signalbox.json',
    live: true,
    inputs: JSON.stringify(object),
    content: () => jsonFile(object),
  };
}
