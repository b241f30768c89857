import { ProbeFailure } from './failure.ts';
import { codeOf } from './network-errors.ts';

/** @throws ProbeFailure `not-installed` where `load`, which imports the package, does not find it */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ProbeFailure('not-installed', `the package ${name} is not installed; npm install ${name}`, {
      cause,
    });
  }
}
