/** `elbo impute`: modalities that new rows lack, predicted from those they have. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { formatNumber } from '../../base/format-number.ts';
import { chooseSeenRows, imputeRows, requireHidden, type Trust, trustIn } from '../../lab/impute-rows.ts';
import { rowNamesOf } from '../../lab/row-names.ts';
import { readSummary } from '../../lab/run-files.ts';
import { openTrainedModel, openTrainedRun } from '../../lab/trained-run.ts';
import { requireTarget, writeTable } from '../../lab/write-table.ts';
import { openRun } from '../../store/run-folder.ts';
import { FORCE_HELP, TARGET_HELP, type TargetOptions } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { type RowOptions, requireRows } from '../row-options.ts';

interface ImputeOptions extends RowOptions, TargetOptions {
  readonly hide?: string;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run')
    .option('--data <source>', 'a data file with the columns that are seen; they are matched by name')
    .option('--split <name>', "a split of the run's own data: train, validation or test")
    .option('--hide <names>', 'modalities to predict, with commas between; by default those that training always hid')
    .requiredOption('-o, --output <file>', TARGET_HELP)
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: ImputeOptions) => {
      const choice = await requireRows(options, 'elbo impute');
      const force = options.force === true;
      requireTarget(options.output, force);
      const run = openRun(path.normalize(folder));
      const context = loadContext(process.cwd());
      const trained = await ('source' in choice ? openTrainedModel(run, context) : openTrainedRun(run, context));
      const { model } = trained.experiment;
      const names = options.hide?.split(',') ?? alwaysHidden();
      const hidden = requireHidden(model, names, '--hide');
      const chosen = await chooseSeenRows(trained, choice, hidden, context);
      for (const notice of [...trained.notices, ...chosen.notices]) output.warn(notice);
      const { columns, values } = await imputeRows(trained, chosen, hidden);
      writeTable(options.output, { columns, values, rowNames: rowNamesOf(chosen) }, force);
      const trust = trustIn(readSummary(run).evaluation, model, hidden);
      const counts = { rows: chosen.rows.length, columns: columns.length };
      output.answer({ run: run.id, path: run.path, file: options.output, ...counts, trust });
      output.say(`${options.output}: ${counts.rows} rows, ${counts.columns} columns`);
      for (const each of trust) output.say(inWords(each));

      function alwaysHidden(): string[] {
        const { masking } = model;
        if (masking?.cases.length === 1) return [...masking.hides];
        throw new ConfigError(
          'elbo impute',
          'it is not said what to predict: the run does not hide the same of every row',
          {
            expected: `--hide with names of modalities: ${model.modalities.map(({ name }) => name).join(', ')}`,
          },
        );
      }
    });
}

function inWords({ modality, split, skill, reconstruction, perColumn, auroc, notComputed }: Trust): string {
  if (notComputed !== undefined) return `${modality}: how far to trust it is not known: ${notComputed}.`;
  const ranking = auroc === undefined ? '' : `; a 1 ranks above a 0 in ${formatNumber(100 * auroc)} % of pairs`;
  // Measured for single draws of the latent: their average does no worse.
  const nats = `at most ${formatNumber(reconstruction!)} nats a row, ${formatNumber(perColumn!)} for the column means`;
  return skill === undefined
    ? `${modality}: on ${split} ${nats}${ranking}.`
    : `${modality}: skill ${formatNumber(skill)} or better on ${split} (${nats}${ranking}).`;
}
