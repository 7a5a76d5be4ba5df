/** `elbo init`: a commented config for data that have none yet. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { parseOptions } from '../../base/options.ts';
import { guessData, suggestConfig } from '../../data/config-template.ts';
import { dataOptions } from '../../data/data-options.ts';
import { findDataFile, type LoadContext } from '../../data/find-file.ts';
import { loadDataset } from '../../data/load.ts';
import { explainingFailure } from '../../store/files.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

export function configure(command: Command, output: Output): void {
  command
    .argument('<data>', 'a data file, relative to $ELBO_DATA or to this folder')
    .option('-o, --output <file>', 'write it there; by default it is printed')
    .option('--json', 'print one JSON document on stdout')
    .action(async (source: string, { output: file }: { output?: string }) => {
      const context = { ...loadContext(process.cwd()), keepMissing: true };
      const guessed = await guessData(source, context);
      const dataset = await loadDataset(parseOptions(dataOptions, guessed, 'data'), context);
      const { source: _, ...beside } = guessed;
      const config = suggestConfig(dataset, sourceFrom(file, source, context), beside);
      if (file === undefined) {
        output.answer({ config });
        output.say(config.trimEnd());
        return;
      }
      writeNew(file, config);
      output.answer({ config, file });
      output.say(`${file}\nLook at it: elbo check ${file}`);
    });
}

/** How the config will name its data: relative to `$ELBO_DATA` where they are found there, else to its own folder. */
function sourceFrom(config: string | undefined, source: string, context: LoadContext): string {
  if (config === undefined || path.isAbsolute(source)) return source;
  const found = findDataFile(source, context);
  const inRoot = context.dataRoot !== undefined && found === path.resolve(context.dataRoot, source);
  return inRoot
    ? source
    : path
        .relative(path.dirname(path.resolve(config)), found)
        .split(path.sep)
        .join('/');
}

/** @throws ConfigError when the file is there */
function writeNew(file: string, text: string): void {
  explainingFailure(file, () => {
    try {
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new ConfigError(file, 'the file is there already', { advice: 'Choose another name, or remove it first' });
    }
  });
}
