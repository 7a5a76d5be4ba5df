import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The path of a file of the real data sets, or undefined (with one line) where they are not installed. */
export function sharedData(relative: string): string | undefined {
  const path = resolve(process.env.ELBO_DATA ?? '../shared/data', relative);
  if (existsSync(path)) return path;
  console.log(`skipped: ${relative} is not installed (set ELBO_DATA)`);
  return undefined;
}
