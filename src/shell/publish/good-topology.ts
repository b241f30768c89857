import path from 'node:path';
import { makeFolders, readIfPresent, replaceFile } from '../files.ts';

/** Private, as topology.yml is: it says where the servers are. */
const FILE = 'last-good-topology.yml';
const MODE = 0o600;

/** The text of topology.yml when it was last fit to be published, from one process to the next. */
export class GoodTopology {
  readonly #file: string;
  text: string | null;

  constructor(stateDir: string) {
    this.#file = path.join(stateDir, FILE);
    this.text = readIfPresent(this.#file);
  }

  /** @throws where the disk does not take it; it is kept in memory all the same */
  keep(text: string | null): void {
    if (text === null || text === this.text) return;
    this.text = text;
    makeFolders(path.dirname(this.#file));
    replaceFile(this.#file, text, MODE);
  }
}
