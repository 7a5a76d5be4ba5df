/** Which rows a command takes: new data, or one split of a run. */
import { ConfigError } from '../base/errors.ts';
import { parseOptions } from '../base/options.ts';
import { type SourceOptions, sourceOptions } from '../data/data-options.ts';
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import { parseConfigText } from '../lab/config-text.ts';
import type { RowChoice } from '../lab/trained-run.ts';

export interface RowOptions {
  readonly data?: string;
  readonly split?: string;
}

/** A file, or a source as configs write it: `{simulated: {rows: 100}}`. */
export const readSource = async (given: string): Promise<SourceOptions> =>
  given.startsWith('{') ? parseOptions(sourceOptions, await parseConfigText(given, '--data'), '--data') : given;

/** @throws ConfigError when new data are given too */
export function requireSplit(given: string, data: string | undefined): SplitName {
  if (data !== undefined)
    throw new ConfigError('--split', 'it does not go together with --data: all rows of new data are one test split');
  const found = SPLIT_NAMES.find((name) => name === given);
  if (found !== undefined) return found;
  throw new ConfigError('--split', `"${given}" is not a split`, { expected: SPLIT_NAMES, given });
}

/** @param command - such as `elbo encode`. @throws ConfigError when no rows are chosen */
export async function requireRows({ data, split }: RowOptions, command: string): Promise<RowChoice> {
  if (split !== undefined) return { split: requireSplit(split, data) };
  if (data !== undefined) return { source: await readSource(data) };
  throw new ConfigError(command, 'it is not said which rows to take', {
    expected: '--data with a file, or --split with one of train, validation and test',
  });
}
