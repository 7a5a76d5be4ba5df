/** `elbo sample`: rows that a model makes up. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { RandomStreams } from '../../base/random.ts';
import { toOwnUnits } from '../../lab/own-units.ts';
import { sampleRows } from '../../lab/sample-rows.ts';
import { openTrainedModel } from '../../lab/trained-run.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { openRun } from '../../store/run-folder.ts';
import { answerTable, FORCE_HELP, RESCALED_HELP, TARGET_HELP, type TargetOptions } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

interface SampleOptions extends TargetOptions {
  readonly count: string;
  readonly seed?: string;
  readonly draw?: boolean;
  readonly rescaled?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run; its data are not needed')
    .requiredOption('--count <count>', 'how many rows')
    .option('--seed <seed>', "of the random numbers; by default the run's own")
    .option('--draw', 'draw entries, 0 or 1 or with noise; by default their probabilities or means are written')
    .option('--rescaled', RESCALED_HELP)
    .requiredOption('-o, --output <file>', TARGET_HELP)
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: SampleOptions) => {
      const count = wholeNumber(options.count, '--count', 1);
      const seed = options.seed === undefined ? undefined : wholeNumber(options.seed, '--seed', 0);
      requireTarget(options.output, options.force === true);
      const run = openRun(path.normalize(folder));
      const trained = await openTrainedModel(run, loadContext(process.cwd()));
      const { config, dataset, preprocessing, effectiveBeta } = trained.experiment;
      for (const notice of trained.notices) output.warn(notice);
      if (effectiveBeta.klWeight === 0) output.warn(NO_PRIOR);
      const random = new RandomStreams(seed ?? config.seed);
      const values = await sampleRows(trained, count, random, options.draw === true);
      if (options.rescaled !== true) toOwnUnits(values, preprocessing);
      const rowNames = { header: 'row', names: Array.from({ length: count }, (_, row) => row) };
      await answerTable(run, { columns: dataset.columns, values, rowNames }, options, output);
    });
}

const NO_PRIOR =
  'KL took no part in training, so latents were not drawn to the prior: rows sampled from it need not look like the data.';

function wholeNumber(given: string, option: string, least: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(number) && number >= least) return number;
  throw new ConfigError(option, `"${given}" does not fit`, { expected: `a whole number of at least ${least}` });
}
