/** `elbo encode`: latents of rows. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { latentColumns, rowNamesOf } from '../../lab/row-names.ts';
import { openWithRows } from '../../lab/trained-run.ts';
import { ENCODINGS, encodeRows } from '../../lab/use-model.ts';
import { isAnnData, OBSM_KEY, requireAnnData, requireObsmKey, writeObsm } from '../../lab/write-obsm.ts';
import { ENDINGS, requireTarget } from '../../lab/write-table.ts';
import { openRun } from '../../store/run-folder.ts';
import { answerFile, answerTable, FORCE_HELP, TARGET_HELP, type TargetOptions } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { type RowOptions, requireRows } from '../row-options.ts';

interface EncodeOptions extends RowOptions, TargetOptions {
  readonly what: string;
  readonly key: string;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run')
    .option('--data <source>', "a data file; its columns are matched by name, and the run's own data are not needed")
    .option('--split <name>', "a split of the run's own data: train, validation or test")
    .option('--what <what>', `of the posterior of each row: ${ENCODINGS.join(', ')}`, 'mean')
    .requiredOption('-o, --output <file>', `${TARGET_HELP}, .h5ad for a copy of the data with latents in obsm`)
    .option('--key <name>', 'the name of the latents in obsm', OBSM_KEY)
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: EncodeOptions) => {
      const what = ENCODINGS.find((name) => name === options.what);
      if (what === undefined)
        throw new ConfigError('--what', `"${options.what}" is not known`, { expected: ENCODINGS, given: options.what });
      const choice = await requireRows(options, 'elbo encode');
      const { output: target, force = false } = options;
      requireTarget(target, force, [...ENDINGS, '.h5ad']);
      const run = openRun(path.normalize(folder));
      const context = loadContext(process.cwd());
      const key = requireObsmKey(options.key);
      const source = 'source' in choice ? choice.source : undefined;
      const original = isAnnData(target) ? requireAnnData(source, target, context) : undefined;
      const { trained, chosen } = await openWithRows(run, choice, context);
      for (const notice of [...trained.notices, ...chosen.notices]) output.warn(notice);
      const columns = latentColumns(trained.experiment.model.sizes.latentCount);
      const values = await encodeRows(trained, chosen, what);
      if (original === undefined) {
        await answerTable(run, { columns, values, rowNames: rowNamesOf(chosen) }, options, output);
        return;
      }
      for (const notice of await writeObsm(target, original, key, chosen, values, force)) output.warn(notice);
      answerFile(run, target, chosen.rows.length, columns.length, output);
    });
}
