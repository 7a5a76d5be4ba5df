/** Measures a trained run again: on its own splits, or on data it has never seen. Nothing is written. */
import { DataError } from '../base/errors.ts';
import type { SourceOptions } from '../data/data-options.ts';
import type { Dataset, SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import { joinRows } from '../data/join-rows.ts';
import { matchLabels } from '../data/match-labels.ts';
import { selectRows } from '../data/select.ts';
import type { DiagnosticInput } from '../diagnose/diagnostic.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { Evaluation, Latents } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnose } from '../diagnose/index.ts';
import type { RowTerms } from '../diagnose/row-terms.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { evaluateParameters, knownBeforehand } from './examine.ts';
import type { Experiment } from './experiment.ts';
import { lossesOf, placeTable, pointsOf } from './table-domain.ts';
import { loadLike, openTrainedRun } from './trained-run.ts';
import { turnedRound } from './turned-round.ts';

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
  const fresh = await loadLike(experiment, source, context, [], 'when-there');
  const { evaluation, latents, terms } = await evaluateParameters(
    experiment,
    parameters,
    besideTrainRows(experiment, fresh),
  );
  // What is known of the run's own data says nothing of these.
  const { data: _, ...beforehand } = knownBeforehand(experiment);
  const domain = domainOf(run, experiment, fresh.name, latents.test, terms.test);
  const findings = diagnose({ ...beforehand, ...domain, evaluation, latents, epochs });
  const turned = turnedRound(evaluation.splits.test?.label?.mean.classification, fresh.name);
  return { evaluation, effectiveBeta, findings, notices: [...notices, ...fresh.notices, ...turned] };
}

/** The new table beside what the run keeps of its own rows; nothing where it keeps none, as a run that never finished. */
function domainOf(
  run: RunFolder,
  { model }: Experiment,
  tableName: string,
  latents: Latents | undefined,
  terms: RowTerms | undefined,
): Pick<DiagnosticInput, 'domain'> {
  if (latents === undefined || run.read('summary') === undefined) return {};
  const losses =
    terms === undefined || model.architecture.decode === undefined ? {} : { losses: lossesOf(terms, model) };
  const { comparisons } = placeTable(run, model, { means: pointsOf(latents, 'mean'), ...losses });
  return { domain: { tableName, comparisons } };
}

/**
 * Baselines are fitted on the rows that trained and cuts chosen on validation rows, whatever rows are measured.
 *
 * @throws DataError when a head is to be measured and rows have no labels of its classes
 */
function besideTrainRows({ dataset, split, model }: Experiment, fresh: Dataset) {
  const { train, validation } = split;
  const own = selectRows(dataset, [...train, ...validation]);
  const rows = (first: number, count: number) => Int32Array.from({ length: count }, (_, i) => first + i);
  return {
    dataset: { ...joinRows(own, fresh), ...(model.label === undefined ? {} : joinLabels(own, fresh)) },
    split: {
      train: rows(0, train.length),
      validation: rows(train.length, validation.length),
      test: rows(own.rowCount, fresh.rowCount),
    },
    splits: ['test'] as const,
  };
}

function joinLabels({ labels: learned }: Dataset, { labels, name }: Dataset): Pick<Dataset, 'labels'> {
  if (labels === undefined || learned === undefined)
    throw new DataError(
      '--data',
      `the head of the run tells ${learned?.name ?? 'a label'}, and ${name} has no such labels to measure it by`,
      {
        expected: 'new data with the label of the run, by the same name and rule',
        advice: 'For answers without labels: elbo classify',
      },
    );
  const { values } = matchLabels(labels, learned, name);
  return { labels: { ...learned, values: Int32Array.from([...learned.values, ...values]) } };
}
