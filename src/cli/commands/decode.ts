/** `elbo decode`: rows that a model makes of given latents. */
import path from 'node:path';
import type { Command } from 'commander';
import { toOwnUnits } from '../../lab/own-units.ts';
import { readLatents } from '../../lab/read-latents.ts';
import { latentColumns } from '../../lab/row-names.ts';
import { openTrainedModel } from '../../lab/trained-run.ts';
import { decodeLatents } from '../../lab/use-model.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { openRun } from '../../store/run-folder.ts';
import { answerTable, FORCE_HELP, RESCALED_HELP, TARGET_HELP, type TargetOptions } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

interface DecodeOptions extends TargetOptions {
  readonly latent: string;
  readonly rescaled?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run; its data are not needed')
    .requiredOption('--latent <file>', 'latents: a .csv with columns z0, z1, ... as encode writes it, or a .npy')
    .option('--rescaled', RESCALED_HELP)
    .requiredOption('-o, --output <file>', TARGET_HELP)
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: DecodeOptions) => {
      requireTarget(options.output, options.force === true);
      const run = openRun(path.normalize(folder));
      const trained = await openTrainedModel(run, loadContext(process.cwd()));
      const { dataset, preprocessing, model } = trained.experiment;
      const given = await readLatents(options.latent, latentColumns(model.sizes.latentCount));
      for (const notice of [...trained.notices, ...given.notices]) output.warn(notice);
      const values = await decodeLatents(trained, given.latents);
      if (options.rescaled !== true) toOwnUnits(values, preprocessing);
      await answerTable(run, { columns: dataset.columns, values, rowNames: given.rowNames }, options, output);
    });
}
