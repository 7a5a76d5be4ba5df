/** `elbo data`: what data look like, public data, other kinds of files, and simulated data with a known truth. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { parseOptions } from '../../base/options.ts';
import { RandomStreams } from '../../base/random.ts';
import { dataOptions } from '../../data/data-options.ts';
import { type DatasetDescription, describeDataset } from '../../data/describe.ts';
import type { LoadContext } from '../../data/find-file.ts';
import { formatDescription } from '../../data/format-description.ts';
import { loadDataset } from '../../data/load.ts';
import { makeSplit } from '../../data/split.ts';
import { applyOverrides } from '../../lab/config-text.ts';
import { resolveConfig } from '../../lab/experiment-config.ts';
import { plainText, SENTENCE } from '../../report/plain-text.ts';
import { loadContext, recipeNames } from '../config-source.ts';
import type { Output } from '../output.ts';
import { readConfig } from '../read-config.ts';
import { configureConvert } from './data-convert.ts';
import { configureGet } from './data-get.ts';

export function configure(command: Command, output: Output): void {
  command
    .command('describe')
    .description('rows, columns, values, labels, missing values, and what looks odd')
    .argument('<source>', 'a data file, a config or a recipe')
    .option('--json', 'print one JSON document on stdout')
    .action(async (source: string) => {
      const description = isConfig(source) ? await describeConfig(source) : await describeFile(source);
      output.answer(description);
      output.say(formatDescription(description).map(safeLine).join('\n'));
    });
  configureGet(command, output);
  configureConvert(command, output);
  command
    .command('simulate')
    .description('write data.csv and the truth behind it, truth.json')
    .argument('[options...]', 'rows=3000 columns=4000 strength=0.95 seed=42')
    .requiredOption('-o, --output <folder>', 'where to')
    .option('--json', 'print one JSON document on stdout')
    .action((options: string[], { output: folder }: { output: string }) => simulate(options, folder, output));
}

/** Labels and names of columns may hold anything; what is indented stays so. */
const safeLine = (line: string): string =>
  line.replace(/^( *)(.*)$/s, (_, indent: string, text: string) => indent + plainText(text, SENTENCE));

const isConfig = (source: string): boolean => /\.(ya?ml|json)$/i.test(source) || recipeNames().includes(source);

async function describeConfig(given: string): Promise<DatasetDescription> {
  const { config, baseFolder } = await readConfig(given);
  const { data, seed } = resolveConfig(config);
  const dataset = await loadDataset(data, describing(baseFolder));
  return describeDataset(dataset, makeSplit(dataset, data.split, new RandomStreams(seed)));
}

async function describeFile(file: string): Promise<DatasetDescription> {
  const { guessData } = await import('../../data/config-template.ts');
  const context = describing(process.cwd());
  const data = parseOptions(dataOptions, await guessData(file, context), 'data');
  return describeDataset(await loadDataset(data, context));
}

/** Missing values are described, not refused. */
const describing = (baseFolder: string): LoadContext => ({ ...loadContext(baseFolder), keepMissing: true });

async function simulate(given: readonly string[], folder: string, output: Output): Promise<void> {
  const { simulatedOptions } = await import('../../data/sources/simulated.ts');
  const { writeSimulated } = await import('../../data/simulator/write-simulated.ts');
  const { z } = await import('zod');
  const options = parseOptions(z.strictObject(simulatedOptions), await applyOverrides({}, given), 'elbo data simulate');
  const { existsSync } = await import('node:fs');
  const taken = path.join(folder, 'data.csv');
  if (existsSync(taken)) throw new ConfigError(taken, 'the file is there already', { advice: 'Choose another folder' });
  const { dataPath, truthPath, best } = await writeSimulated(options, folder);
  output.answer({ data: dataPath, truth: truthPath, options, best });
  output.say(`${dataPath}\n${truthPath}`);
}
