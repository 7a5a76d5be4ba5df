/** Measures a trained run again: on its own splits, or on data it has never seen. Nothing is written. */
import type { SourceOptions } from '../data/data-options.ts';
import type { Dataset, SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import { joinRows } from '../data/join-rows.ts';
import { selectRows } from '../data/select.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnose } from '../diagnose/index.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { evaluateParameters, knownBeforehand } from './examine.ts';
import type { Experiment } from './experiment.ts';
import { loadLike, openTrainedRun } from './trained-run.ts';

export interface EvaluateOptions {
  readonly context: LoadContext;
  /** New data; all its rows are one test split. */
  readonly source?: SourceOptions;
  /** Only this split of the run's own data. */
  readonly split?: SplitName;
}

export interface EvaluatedRun {
  readonly evaluation: Evaluation;
  readonly effectiveBeta: EffectiveBeta;
  readonly findings: readonly Finding[];
  /** Whole sentences about the data that were read. */
  readonly notices: readonly string[];
}

/** @throws DataError when the run has no checkpoint, its data have changed, or new data lack one of its columns */
export async function evaluateRun(run: RunFolder, { context, source, split }: EvaluateOptions): Promise<EvaluatedRun> {
  const { experiment, parameters, notices } = await openTrainedRun(run, context);
  const { effectiveBeta } = experiment;
  const epochs = run.readEpochs().records;
  if (source === undefined) {
    const splits = split === undefined ? {} : { splits: [split] };
    const { evaluation, latents } = await evaluateParameters(experiment, parameters, splits);
    const findings = diagnose({ ...knownBeforehand(experiment), evaluation, latents, epochs });
    return { evaluation, effectiveBeta, findings, notices };
  }
  const fresh = await loadLike(experiment, source, context);
  const { evaluation, latents } = await evaluateParameters(experiment, parameters, besideTrainRows(experiment, fresh));
  // What is known of the run's own data says nothing of these.
  const { data: _, ...beforehand } = knownBeforehand(experiment);
  const findings = diagnose({ ...beforehand, evaluation, latents, epochs });
  return { evaluation, effectiveBeta, findings, notices: [...notices, ...fresh.notices] };
}

/** Baselines are fitted on the rows that trained, whatever rows are measured. */
function besideTrainRows({ dataset, split }: Experiment, fresh: Dataset) {
  const train = selectRows(dataset, split.train);
  const rows = (first: number, count: number) => Int32Array.from({ length: count }, (_, i) => first + i);
  return {
    dataset: joinRows(train, fresh),
    split: {
      train: rows(0, train.rowCount),
      validation: new Int32Array(0),
      test: rows(train.rowCount, fresh.rowCount),
    },
    splits: ['test'] as const,
  };
}
