/** `elbo init`: a commented config for data that have none yet. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { parseOptions } from '../../base/options.ts';
import { guessData, suggestConfig } from '../../data/config-template.ts';
import { dataOptions } from '../../data/data-options.ts';
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
      const config = suggestConfig(dataset, source, beside);
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
