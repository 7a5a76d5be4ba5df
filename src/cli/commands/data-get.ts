/** `elbo data get`: public data sets that recipes read. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { publicData } from '../../data/public-data.ts';
import { getData } from '../../lab/get-data.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

interface GetCommandOptions {
  readonly to?: string;
  readonly from?: string;
}

const NAMES = Object.keys(publicData) as (keyof typeof publicData)[];

export function configureGet(command: Command, output: Output): void {
  command
    .command('get')
    .description(`fetch a public data set from where it is published: ${NAMES.join(', ')}`)
    .argument('<name>', NAMES.join(' or '))
    .option('--to <folder>', 'the folder of data, in which it gets a folder of its own; by default $ELBO_DATA')
    .option('--from <url>', 'an address to ask in place of the known ones; names of files are put behind it')
    .option('--json', 'print one JSON document on stdout')
    .action(async (given: string, { to, from }: GetCommandOptions) => {
      const name = NAMES.find((known) => known === given);
      if (name === undefined)
        throw new ConfigError('elbo data get', `"${given}" is not known`, { expected: NAMES, given });
      const root = to ?? loadContext('.').dataRoot;
      if (root === undefined) {
        throw new ConfigError('elbo data get', 'ELBO_DATA is not set, so there is no folder of data', {
          advice: 'Name one with --to; recipes also look in the current folder: --to .',
        });
      }
      const files = await getData(publicData[name], {
        folder: path.join(root, name),
        ...(from === undefined ? {} : { from }),
        onProgress: (file, bytes, total) => {
          const share = total === undefined ? '' : ` of ${megabytes(total)}`;
          if (output.isLive) output.draw(`${file}: ${megabytes(bytes)}${share}`);
        },
      });
      output.clear();
      output.answer({ name, files });
      output.say(
        files
          .map(({ path, url }) =>
            url === undefined ? `${path}: was there already, and is right` : `${path}: from ${url}`,
          )
          .join('\n'),
      );
    });
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
