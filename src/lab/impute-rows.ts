/** Hidden modalities of rows, predicted from the others; new rows need not have their columns. */
import { ConfigError } from '../base/errors.ts';
import type { Dataset, Modality, SplitName } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { lowestLoss } from '../diagnose/reach.ts';
import { skill } from '../diagnose/skill.ts';
import { codesHiding } from '../vae/masking/codes-hiding.ts';
import type { Model } from '../vae/model.ts';
import { evaluationBatch } from '../vae/term-evaluator.ts';
import { AveragedAnswers } from './averaged-answers.ts';
import type { Experiment } from './experiment.ts';
import { isTrainedFor, maskable, namesOf } from './masked-model.ts';
import {
  type ChosenRows,
  chooseRows,
  loadLike,
  type RowChoice,
  type TrainedRun,
  type TrainedRunWithData,
} from './trained-run.ts';
import { requireRoom } from './use-model.ts';

export interface Imputed {
  /** The hidden modalities, in the order of the data. */
  readonly modalities: readonly Modality[];
  readonly columns: readonly string[];
  /** `[rows, columns]` probabilities or means, averaged over draws of the latent; in the model's units. */
  readonly values: Float32Array;
  /** Of those columns among all. */
  readonly places: Int32Array;
}

/**
 * The modalities that names stand for.
 *
 * @throws ConfigError when one is not there, or nothing is left to see
 */
export function requireHidden(
  { modalities }: Pick<Dataset, 'modalities'>,
  names: readonly string[],
  where: string,
): Modality[] {
  for (const name of names) {
    if (modalities.some((modality) => modality.name === name)) continue;
    throw new ConfigError(where, `"${name}" is not a modality of the run`, {
      expected: namesOf(modalities),
      given: name,
    });
  }
  const hidden = modalities.filter(({ name }) => names.includes(name));
  if (hidden.length === 0) throw new ConfigError(where, 'no modality is named', { expected: namesOf(modalities) });
  if (hidden.length < modalities.length) return hidden;
  throw new ConfigError(where, `all ${modalities.length} modalities would be hidden, which leaves nothing to see`);
}

/**
 * Rows of the run's own, or new ones, which may lack the columns of hidden modalities.
 *
 * @param trained - opened with its data where rows of its own are chosen
 */
export async function chooseSeenRows(
  { experiment }: TrainedRun | TrainedRunWithData,
  choice: RowChoice,
  hidden: readonly Modality[],
  context: LoadContext,
): Promise<ChosenRows> {
  if ('split' in choice) return chooseRows(experiment as Experiment, choice, context);
  const dataset = await loadLike(experiment, choice.source, context, hidden);
  const rows = Int32Array.from({ length: dataset.rowCount }, (_, row) => row);
  return { dataset, rows, notices: dataset.notices };
}

/**
 * How well a modality is predicted that is hidden as in training, on the rows that the model knows least: by single draws
 * of the latent, so that their average, which is what is imputed, does no worse.
 */
export interface Trust {
  readonly modality: string;
  readonly split?: SplitName;
  /** 1 - (nats - floor) / (nats of column means - floor): 0 as good as column means, 1 perfect. */
  readonly skill?: number;
  /** Nats a row. */
  readonly reconstruction?: number;
  readonly perColumn?: number;
  readonly auroc?: number;
  readonly calibrationError?: number;
  /** Why nothing is known. */
  readonly notComputed?: string;
}

export function trustIn(evaluation: Evaluation, model: Model, hidden: readonly Modality[]): Trust[] {
  const judged = judgedSplit(evaluation);
  const isTrained = isTrainedFor(model, namesOf(hidden));
  return hidden.map((modality) => {
    const { name } = modality;
    const values = judged?.[1].perModality[name]?.hidden;
    if (!isTrained) return { modality: name, notComputed: 'training never hid just this; elbo masks measures it' };
    if (judged === undefined || values === undefined)
      return { modality: name, notComputed: 'the run was not evaluated' };
    const { reconstruction, baselines, binary } = values;
    const lowest = lowestLoss(modality, evaluation.likelihoods[name]!, baselines);
    const own = lowest === undefined ? undefined : skill(reconstruction, baselines.perColumn, lowest);
    return {
      modality: name,
      split: judged[0],
      ...(own === undefined ? {} : { skill: own }),
      reconstruction,
      perColumn: baselines.perColumn,
      ...(binary?.auroc === undefined ? {} : { auroc: binary.auroc }),
      ...(binary === undefined ? {} : { calibrationError: binary.calibrationError }),
    };
  });
}

export async function imputeRows(
  trained: TrainedRun,
  { dataset, rows }: Pick<ChosenRows, 'dataset' | 'rows'>,
  hidden: readonly Modality[],
): Promise<Imputed> {
  const model = maskable(trained.experiment.model);
  const mask = codesHiding(model.masking, model.modalities, namesOf(hidden));
  const { featureCount } = model.sizes;
  const places = Int32Array.from(
    hidden.flatMap(({ start, count }) => Array.from({ length: count }, (_, j) => start + j)),
  );
  requireRoom(rows.length, places.length);
  const values = new Float32Array(rows.length * places.length);
  const answers = await AveragedAnswers.compile(trained, model, dataset);
  const batch = evaluationBatch(featureCount);
  for (let first = 0; first < rows.length; first += batch) {
    const answered = await answers.of(rows.subarray(first, first + batch), mask, first);
    for (let row = first; row < Math.min(first + batch, rows.length); row++)
      places.forEach((place, k) => {
        values[row * places.length + k] = answered[(row - first) * featureCount + place]!;
      });
  }
  await answers.release();
  const { columns } = trained.experiment.dataset;
  return { modalities: hidden, columns: Array.from(places, (place) => columns[place]!), values, places };
}
