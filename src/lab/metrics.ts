/** Metrics as the command line prints them: nats per sample, beside baselines; what is missing is absent. */
import type { Modality } from '../data/dataset.ts';
import type { AnswerMetrics, BinaryMetrics, BinaryScores, TrivialAnswer } from '../diagnose/binary-metrics.ts';
import { modalitySkill } from '../diagnose/bound-skill.ts';
import type { RegressionMetrics } from '../diagnose/classification/regression-metrics.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type {
  Baselines,
  EntryEvaluation,
  EntryMeans,
  Evaluation,
  ImportanceWeighted,
  PartEvaluation,
  SplitEvaluation,
} from '../diagnose/evaluation.ts';
import type { PriorCorrected } from '../diagnose/prior-correction.ts';
import { lowestLoss } from '../diagnose/reach.ts';
import { skill } from '../diagnose/skill.ts';
import { type LabelMetrics, labelMetrics } from './label-metrics.ts';

export interface SplitMetrics {
  /** The configured objective in its own units; everything else is nats per sample. */
  readonly loss: number;
  readonly negativeElbo: number;
  /** A tighter bound than the negative ELBO, where draws for it were asked for. */
  readonly importanceWeighted?: ImportanceWeighted;
  readonly reconstruction: number;
  readonly kl: number;
  readonly weightedKl: number;
  readonly effectiveBeta?: number;
  /** Norm of the gradient of the reconstruction over that of the weighted KL, where there is no effective beta. */
  readonly gradientNormRatio?: number;
  readonly klPerUnit: readonly number[];
  readonly activeUnits: number;
  /** Where entries are hidden from the encoder: the objective over hidden, seen and all entries, in its own units. */
  readonly objectives?: SplitEvaluation['objectives'];
  readonly perModality: Readonly<Record<string, ModalityMetrics>>;
  /** Where a head tells classes. */
  readonly classification?: LabelMetrics;
  /** Where a head tells a number, in its own units: the posterior mean read, and one draw. */
  readonly regression?: RegressionMetrics & { readonly sampled?: RegressionMetrics };
}

export interface ModalityMetrics {
  readonly reconstruction: number;
  /** The per-column baseline. */
  readonly baseline: number;
  /** Over the per-column baseline, with a share of KL; absent where there is no floor, and for a plain autoencoder. */
  readonly skill?: number;
  /** Of the mean squared error over principal components of the same size, where both are known. */
  readonly skillOverPca?: number;
  readonly mse: number;
  readonly r2?: number;
  readonly means?: EntryMeans;
  readonly bitAccuracy?: number;
  /** Entries of 0 and 1 only. */
  readonly classification?: ClassificationMetrics;
  /** Of a label that was balanced for training: with the share of ones that train rows had before. */
  readonly priorCorrected?: PriorCorrectedMetrics;
  /** Where entries are hidden from the encoder: numbers of those alone, and of those it saw. */
  readonly hidden?: PartMetrics;
  readonly seen?: PartMetrics;
}

/** Skill is of the reconstruction alone: what is hidden is predicted, and pays for no latent. */
export interface PartMetrics extends Omit<ModalityMetrics, 'skillOverPca' | 'priorCorrected' | 'hidden' | 'seen'> {
  /** One rate, or one mean, for the modality. */
  readonly constant: number;
  /** Of a row that has some. */
  readonly entriesPerRow: number;
  readonly rowShare: number;
}

export interface PriorCorrectedMetrics extends Omit<PriorCorrected, 'binary'> {
  readonly classification: ClassificationMetrics;
}

type ScoreMetrics = Omit<BinaryScores, 'atHalf'> & AnswerMetrics;

/** Probabilities cut at 0.5, ranked over entries of all columns, calibrated and counted. */
export interface ClassificationMetrics extends ScoreMetrics {
  readonly entryCount: number;
  /** Share of ones. */
  readonly prevalence: number;
  /** Share of entries that are answered 1. */
  readonly answeredOne: number;
  /** The cut with the highest F1 on these very rows. */
  readonly bestF1?: { readonly threshold: number; readonly f1: number };
  /** At cuts chosen on validation; on test only. */
  readonly atChosen?: BinaryMetrics['atChosen'];
  readonly baselines: Readonly<Record<TrivialAnswer, ScoreMetrics>>;
}

export type Metrics = Readonly<Record<string, SplitMetrics>>;

export function runMetrics(evaluation: Evaluation, { value }: EffectiveBeta): Metrics {
  return Object.fromEntries(
    Object.entries(evaluation.splits).map(([name, split]) => [name, splitMetrics(evaluation, split!, value)]),
  );
}

function splitMetrics(evaluation: Evaluation, split: SplitEvaluation, effectiveBeta: number | undefined): SplitMetrics {
  const { loss, negativeElbo, importanceWeighted, reconstruction, kl, weightedKl, klPerUnit, activeUnits } = split;
  const perModality = Object.fromEntries(
    evaluation.modalities.map((modality) => [modality.name, modalityMetrics(evaluation, split, modality)]),
  );
  const { gradientNorms: norms } = evaluation;
  const beta = {
    ...(effectiveBeta === undefined ? {} : { effectiveBeta }),
    ...(norms === undefined ? {} : { gradientNormRatio: norms.reconstruction / norms.kl }),
  };
  const bounds = { negativeElbo, ...(importanceWeighted === undefined ? {} : { importanceWeighted }) };
  const objectives = split.objectives === undefined ? {} : { objectives: split.objectives };
  return {
    loss,
    ...objectives,
    ...bounds,
    reconstruction,
    kl,
    weightedKl,
    ...beta,
    klPerUnit,
    activeUnits,
    perModality,
    ...labelMetrics(split.label),
  };
}

function modalityMetrics(evaluation: Evaluation, split: SplitEvaluation, modality: Modality): ModalityMetrics {
  const { baselines, hidden, seen, priorCorrected, ...all } = split.perModality[modality.name]!;
  const own = modalitySkill(evaluation, split, modality);
  const overPca = baselines.pcaMse === undefined ? undefined : skill(all.mse, baselines.pcaMse);
  return {
    ...entryMetrics({ ...all, baselines }),
    ...(own === undefined ? {} : { skill: own }),
    ...(overPca === undefined ? {} : { skillOverPca: overPca }),
    ...(priorCorrected === undefined ? {} : { priorCorrected: correctedMetrics(priorCorrected) }),
    ...(hidden === undefined ? {} : { hidden: partMetrics(evaluation, modality, hidden) }),
    ...(seen === undefined ? {} : { seen: partMetrics(evaluation, modality, seen) }),
  };
}

const correctedMetrics = ({ binary, ...corrected }: PriorCorrected): PriorCorrectedMetrics => ({
  ...corrected,
  classification: classification(binary),
});

function partMetrics({ likelihoods }: Evaluation, modality: Modality, part: PartEvaluation): PartMetrics {
  const { baselines, reconstruction, entriesPerRow, rowShare } = part;
  const lowest = lowestLoss({ ...modality, count: entriesPerRow }, likelihoods[modality.name]!, baselines);
  const own = lowest === undefined ? undefined : skill(reconstruction, baselines.perColumn, lowest);
  return {
    ...entryMetrics(part),
    constant: baselines.constant,
    ...(own === undefined ? {} : { skill: own }),
    entriesPerRow,
    rowShare,
  };
}

function entryMetrics({ reconstruction, baselines, mse, r2, means, bitAccuracy, binary }: EntryEvaluation) {
  return {
    reconstruction,
    baseline: baselines.perColumn,
    mse,
    ...(r2 === undefined ? {} : { r2 }),
    ...(means === undefined ? {} : { means }),
    ...(bitAccuracy === undefined ? {} : { bitAccuracy }),
    ...(binary === undefined ? {} : { classification: classification(binary) }),
  };
}

/** Reliability bins stay in `summary.json`: there are as many as hold entries, so they are no numbers to compare. */
function classification({ reliability: _, trivial, ...scores }: BinaryMetrics): ClassificationMetrics {
  const { zero, one, constant, perColumn } = trivial;
  const baselines = { zero: flat(zero), one: flat(one), constant: flat(constant), perColumn: flat(perColumn) };
  return { ...flat(scores), baselines };
}

const flat = <T extends BinaryScores>({ atHalf, ...scores }: T) => ({ ...atHalf, ...scores });

/** Baselines by split and modality, nats per sample (and mean squared errors per entry). */
export const runBaselines = (evaluation: Evaluation): Record<string, Record<string, Baselines>> =>
  Object.fromEntries(
    Object.entries(evaluation.splits).map(([name, split]) => [
      name,
      Object.fromEntries(Object.entries(split!.perModality).map(([modality, { baselines }]) => [modality, baselines])),
    ]),
  );
