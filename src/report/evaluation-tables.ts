/** The numbers of an evaluation as tables: what the splits reach, beside what trivial models reach on the same rows. */
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import type { Baselines, Evaluation, SplitEvaluation } from '../diagnose/evaluation.ts';
import { everyPart } from '../diagnose/judged-parts.ts';
import { lowestLoss } from '../diagnose/reach.ts';
import { skill } from '../diagnose/skill.ts';
import { tellsLabelAlone, trivialLabel } from '../diagnose/told-label.ts';
import type { Cell, Table } from './tables.ts';

/** Per split: the bound, its parts and how the objective weighs them. */
export const splitTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'rows',
    'loss, as configured',
    'negative ELBO',
    'reconstruction',
    'KL, raw',
    'KL, weighted',
    'effective beta',
    'gradient of reconstruction over that of weighted KL',
    'active units',
    'latent units',
  ],
  rows: splitsOf(evaluation).map(([name, split]) => [
    name,
    split.rowCount,
    split.loss,
    split.negativeElbo,
    split.reconstruction,
    split.kl,
    split.weightedKl,
    evaluation.effectiveBeta,
    evaluation.gradientNorms && evaluation.gradientNorms.reconstruction / evaluation.gradientNorms.kl,
    split.activeUnits,
    evaluation.latentCount,
  ]),
});

/**
 * Per split: the bound of all modalities together beside the sums of their trivial models. The bound alone may be
 * compared with them, for they too must say which values the entries take.
 */
export const boundTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'bound (reconstruction + KL)',
    'importance-weighted bound',
    'draws a row',
    'draws it rests on',
    ...trivialNames(evaluation),
    'floor',
    ...trivialNames(evaluation).map((name) => `skill over ${name}`),
  ],
  rows: splitsOf(evaluation).map(([name, split]) => {
    const { constant, perColumn, markov, floor } = baselineSums(evaluation, split);
    const over = (baseline: number | undefined): Cell =>
      baseline === undefined || floor === undefined ? undefined : skill(split.negativeElbo, baseline, floor);
    const trivial = tellsLabelAlone(evaluation) ? [perColumn] : [constant, perColumn, markov];
    const skills = trivial.map(over);
    const { negativeLogLikelihood, samples, effectiveSamples } = split.importanceWeighted ?? {};
    const bounds = [split.negativeElbo, negativeLogLikelihood, samples, effectiveSamples];
    return [name, ...bounds, ...trivial, floor, ...skills];
  }),
});

/** What models without a latent are called: of a label alone there is one. */
const trivialNames = (evaluation: Evaluation): string[] =>
  tellsLabelAlone(evaluation) ? [trivialLabel(evaluation.label!)] : ['constant', 'per column', 'Markov'];

/** Per split and modality: the reconstruction, which pays nothing for what the latent tells it, and nats of trivial models. */
export const modalityTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'modality',
    'columns',
    'reconstruction, KL not counted',
    "reconstruction from another row's latent",
    'constant',
    'per column',
    'Markov',
    'floor',
  ],
  rows: modalityRows(evaluation, (part, count, floor) => [
    count,
    part.reconstruction,
    part.shuffledReconstruction,
    part.baselines.constant,
    part.baselines.perColumn,
    part.baselines.markov,
    floor,
  ]),
});

/**
 * Per split and part, where entries are hidden from the encoder: what is predicted beside what trivial models pay for the
 * same entries. A hidden entry pays for no latent, so its reconstruction alone is compared.
 */
export const partTable = (evaluation: Evaluation): Table => {
  const { modalities, likelihoods } = everyPart(evaluation);
  return {
    header: [
      'split',
      'entries',
      'of a row',
      'share of rows',
      'reconstruction',
      'constant',
      'per column',
      'floor',
      'skill',
    ],
    rows: splitsOf(everyPart(evaluation)).flatMap(([split, { perModality }]) =>
      modalities.map((part) => {
        const { reconstruction, baselines } = perModality[part.name]!;
        const { constant, perColumn } = baselines;
        const lowest = lowestLoss(part, likelihoods[part.name]!, baselines);
        const own = lowest === undefined || part.side === 'seen' ? undefined : skill(reconstruction, perColumn, lowest);
        return [split, part.name, part.count, part.rowShare, reconstruction, constant, perColumn, lowest, own];
      }),
    ),
  };
};

/** Per split and modality: errors of predicted values, which compare with principal components of the same size. */
export const errorTable = (evaluation: Evaluation): Table => ({
  header: [
    'split',
    'modality',
    'mse',
    'mse of zeros',
    'mse of the mean',
    'mse of column means',
    `mse of PCA (${evaluation.latentCount})`,
    'skill over PCA',
    'R2',
    'mean of the data',
    'mean predicted',
    'mean on train',
    'bit accuracy',
    'always-zero accuracy',
  ],
  rows: modalityRows(evaluation, (part) => [
    part.mse,
    part.baselines.zeroMse,
    part.baselines.constantMse,
    part.baselines.perColumnMse,
    part.baselines.pcaMse,
    part.baselines.pcaMse === undefined ? undefined : skill(part.mse, part.baselines.pcaMse, 0),
    part.r2,
    part.means?.data,
    part.means?.predicted,
    part.means?.train,
    part.bitAccuracy,
    part.baselines.zeroBitAccuracy,
  ]),
});

/** The split a single figure shows: the one nobody trained on, and test only when there is no other. */
export const mainSplit = (evaluation: Evaluation): readonly [SplitName, SplitEvaluation] | undefined =>
  (['validation', 'test', 'train'] as const)
    .map((name) => [name, evaluation.splits[name]] as const)
    .find((entry): entry is readonly [SplitName, SplitEvaluation] => entry[1] !== undefined);

export interface BaselineSums {
  readonly constant: number;
  readonly perColumn: number;
  /** Where at least one modality has a chain; the others count their columns' rates. */
  readonly markov?: number;
  /** Absent where a modality has none. */
  readonly floor?: number;
}

/** Trivial models of all modalities together, nats per row. */
export function baselineSums(evaluation: Evaluation, split: SplitEvaluation): BaselineSums {
  const parts = evaluation.modalities.flatMap((modality) => {
    const baselines = split.perModality[modality.name]?.baselines;
    return baselines === undefined ? [] : [{ baselines, floor: floorOf(evaluation, modality.name, baselines) }];
  });
  const sum = (value: (baselines: Baselines) => number): number =>
    parts.reduce((total, { baselines }) => total + value(baselines), 0);
  const floors = parts.map(({ floor }) => floor).filter((floor) => floor !== undefined);
  return {
    constant: sum((baselines) => baselines.constant),
    perColumn: sum((baselines) => baselines.perColumn),
    ...(parts.some(({ baselines }) => baselines.markov !== undefined)
      ? { markov: sum((baselines) => baselines.markov ?? baselines.perColumn) }
      : {}),
    ...(floors.length === parts.length ? { floor: floors.reduce((total, floor) => total + floor, 0) } : {}),
  };
}

function floorOf({ modalities, likelihoods }: Evaluation, name: string, baselines: Baselines): number | undefined {
  const modality = modalities.find((candidate) => candidate.name === name);
  const likelihood = likelihoods[name];
  return modality === undefined || likelihood === undefined ? undefined : lowestLoss(modality, likelihood, baselines);
}

/** The splits that were evaluated, in their order. */
export const splitsOf = (evaluation: Evaluation): (readonly [SplitName, SplitEvaluation])[] =>
  SPLIT_NAMES.flatMap((name) => {
    const split = evaluation.splits[name];
    return split === undefined ? [] : [[name, split] as const];
  });

type ModalityPart = SplitEvaluation['perModality'][string];

/** A row for each split and modality that was evaluated. */
export const modalityRows = (
  evaluation: Evaluation,
  cells: (part: ModalityPart, columnCount: number, floor: number | undefined) => Cell[],
): Cell[][] =>
  splitsOf(evaluation).flatMap(([splitName, split]) =>
    evaluation.modalities.flatMap(({ name, count }) => {
      const part = split.perModality[name];
      if (part === undefined) return [];
      return [[splitName, name, ...cells(part, count, floorOf(evaluation, name, part.baselines))]];
    }),
  );
