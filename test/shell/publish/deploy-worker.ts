/** A publisher of one turn that a deploy command may kill. Run as a program, with what it is to do in its environment. */
import path from 'node:path';
import { createDeployer } from '../../../src/shell/publish/deploy.ts';

/** JSON of {@link Work}. */
export const WORK_VARIABLE = 'SIGNALBOX_TEST_WORK';

export interface Work {
  readonly folder: string;
  /** What the deploy command runs. */
  readonly program: string;
  readonly changed: readonly string[];
}

const asked = process.env[WORK_VARIABLE];
if (asked !== undefined) {
  const { folder, program, changed } = JSON.parse(asked) as Work;
  const deployer = createDeployer({
    command: [process.execPath, '-e', program],
    cwd: folder,
    env: process.env,
    stateDir: path.join(folder, 'state'),
    outDir: path.join(folder, 'out'),
    allFiles: () => ['index.html', 'heartbeat.json'],
    report: () => undefined,
  });
  deployer.begin();
  deployer.add({ changed, deleted: [] });
  await deployer.run();
}
