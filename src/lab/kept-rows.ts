/** The rows whose latents a run keeps, with what its data say of them. */
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Latents } from '../diagnose/evaluation.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { spreadRows } from '../vae/term-evaluator.ts';
import { toOwnUnits } from './own-units.ts';
import { rowNamesOf } from './row-names.ts';
import { readLatents } from './run-files.ts';
import { openTrainedRun } from './trained-run.ts';
import { reconstructRows } from './use-model.ts';
import type { NumberTable } from './write-table.ts';

export interface KeptRows {
  readonly split: SplitName;
  readonly latents: Latents;
  /** Absent where the data were not read, as all below. */
  readonly rowNames?: NumberTable['rowNames'];
  readonly labels?: { readonly name: string; readonly texts: readonly string[] };
  /** `[rows, features]` probabilities or means, in the data's own units; of test rows alone. */
  readonly predictions?: { readonly columns: readonly string[]; readonly values: Float32Array };
}

export interface KeptContent {
  readonly splits: readonly KeptRows[];
  /** Whole sentences. */
  readonly notices: readonly string[];
}

/** What the run's folder holds. @throws DataError when it is damaged */
export function keptRows(run: RunFolder): KeptContent {
  const latents = readLatents(run);
  const splits = SPLIT_NAMES.flatMap((split) => {
    const found = latents[split];
    return found === undefined ? [] : [{ split, latents: found }];
  });
  return { splits, notices: [] };
}

/**
 * The same with names, labels and predictions, for which the run's data are read.
 *
 * @param wanted - predictions of test rows are computed only where they are
 * @throws DataError when the data are missing, or have changed
 */
export async function keptRowsWithData(
  run: RunFolder,
  context: LoadContext,
  wanted: { readonly predictions: boolean },
): Promise<KeptContent> {
  const trained = await openTrainedRun(run, context);
  const { dataset, split: parts, preprocessing, config, model } = trained.experiment;
  const splits: KeptRows[] = [];
  const notices = [...trained.notices];
  for (const kept of keptRows(run).splits) {
    const { split, latents } = kept;
    // As the evaluation took them.
    const all = split === 'train' ? spreadRows(parts.train, config.evaluation.trainRows) : parts[split];
    const rows = all.subarray(0, latents.rowCount);
    if (rows.length < parts[split].length) {
      notices.push(
        `Of the ${split} split the run keeps the latents of ${rows.length} rows of ${parts[split].length}; elbo encode --split ${split} writes those of all.`,
      );
    }
    const chosen = { dataset, rows, notices: [] };
    const { labels } = dataset;
    const texts = labels && Array.from(rows, (row) => labels.classes[labels.values[row]!] ?? '');
    const isWanted = wanted.predictions && split === 'test' && model.architecture.decode !== undefined;
    const values = isWanted ? await reconstructRows(trained, chosen) : undefined;
    if (values !== undefined) toOwnUnits(values, preprocessing);
    splits.push({
      ...kept,
      rowNames: rowNamesOf(chosen),
      ...(texts === undefined ? {} : { labels: { name: labels!.name, texts } }),
      ...(values === undefined ? {} : { predictions: { columns: dataset.columns, values } }),
    });
  }
  return { splits, notices };
}
