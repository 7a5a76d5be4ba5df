/**
 * A finished evaluation: what a model does on each split, beside what trivial models do there. Plain data, all
 * likelihood numbers in nats per row (summed over features or latent units, averaged over rows).
 */
import type { Modality, SplitName } from '../data/dataset.ts';
import type { MaskedAverages } from '../store/run-record.ts';
import type { BinaryMetrics } from './binary-metrics.ts';
import type { LabelEvaluation } from './label-evaluation.ts';
import type { PriorCorrected } from './prior-correction.ts';

/** What trivial models reach on the same rows, fitted on train. Absent entries do not apply to the data. */
export interface Baselines {
  /** One rate (or mean and variance) for the whole modality. Nats per row. */
  readonly constant: number;
  /** One rate (or mean and variance) per column. Nats per row. */
  readonly perColumn: number;
  /** First-order Markov chain along the columns of the modality; 0 / 1 data with more than one column only. Nats per row. */
  readonly markov?: number;
  /** Mean squared error per entry of predicting 0 everywhere. */
  readonly zeroMse: number;
  /** Mean squared error per entry of the modality's mean. */
  readonly constantMse: number;
  /** Mean squared error per entry of the column means. */
  readonly perColumnMse: number;
  /** Mean squared error per entry of principal components, as many as the model has latent units, fitted on all modalities at once. */
  readonly pcaMse?: number;
  /** Share of entries that "0 everywhere" gets right; 0 / 1 data only. */
  readonly zeroBitAccuracy?: number;
  /** Entropy of the targets themselves: what no model can go below. 0 for bits; Bernoulli likelihoods only. Nats per row. */
  readonly floor?: number;
}

/** A latent unit is active when its posterior mean varies by more than this over rows (Burda et al., arXiv:1509.00519). */
export const ACTIVE_VARIANCE = 0.01;

/** Of entries of a modality. */
export interface EntryMeans {
  readonly data: number;
  readonly predicted: number;
  /** Of all entries of the rows that trained: what one constant predicts. */
  readonly train: number;
}

/** Numbers of the entries of a modality: all of them, or those that the encoder did or did not see. */
export interface EntryEvaluation {
  /** Raw reconstruction term, nats per row. */
  readonly reconstruction: number;
  /** What trained in its place, such as the focal loss, averaged over rows; not in nats. Absent: the reconstruction. */
  readonly trained?: number;
  /** The same with each row decoded from the latent of another row. */
  readonly shuffledReconstruction: number;
  /** Mean squared error per entry between targets and predicted means or probabilities. */
  readonly mse: number;
  /** 1 - mse / (mean squared error of the train column means); absent when those are constant. */
  readonly r2?: number;
  readonly means?: EntryMeans;
  /** Share of entries whose probability, cut at 0.5, equals the target; 0 / 1 targets only. */
  readonly bitAccuracy?: number;
  /** Variance over rows of what is predicted for a column, averaged over columns: 0 where every row is answered alike. */
  readonly predictionVariance?: number;
  /** Ranking, cuts, calibration and counts of ones; 0 / 1 targets only. */
  readonly binary?: BinaryMetrics;
  /** Over the same entries. */
  readonly baselines: Baselines;
}

/** Numbers over hidden, or over seen entries. Nats per row that has some; averaged over the cases of the masking. */
export interface PartEvaluation extends EntryEvaluation {
  /** How many there are in a row that has some. */
  readonly entriesPerRow: number;
  /** Share of rows that have some, over the cases of the masking. */
  readonly rowShare: number;
}

export interface ModalityEvaluation extends EntryEvaluation {
  /** Of a label that was balanced for training, on rows that were not. */
  readonly priorCorrected?: PriorCorrected;
  /** Where entries are hidden from the encoder. */
  readonly hidden?: PartEvaluation;
  readonly seen?: PartEvaluation;
}

/** A tighter bound on the likelihood, from several draws of the latent (Burda et al., arXiv:1509.00519). */
export interface ImportanceWeighted {
  /** Draws a row: with one it is the negative ELBO in expectation, with ever more the negative log-likelihood. */
  readonly samples: number;
  /** Nats per row. In expectation between the true one and the negative ELBO. */
  readonly negativeLogLikelihood: number;
  /** Draws that the bound of a row rests on, averaged over rows: 1 where one draw outweighs all, `samples` where all weigh alike. */
  readonly effectiveSamples: number;
}

export interface SplitEvaluation {
  readonly rowCount: number;
  /** The configured objective in its own units. */
  readonly loss: number;
  /** Reconstruction + KL, unweighted: a bound on the negative log-likelihood. Nats per row. */
  readonly negativeElbo: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** The KL term as it enters the objective, weight and reduction included, in the objective's units. */
  readonly weightedKl: number;
  /** `[latent]` nats per row. */
  readonly klPerUnit: readonly number[];
  /** `[latent]` variance over rows of the posterior mean (Burda et al., arXiv:1509.00519). */
  readonly meanVariancePerUnit: readonly number[];
  /** `[latent]` mean over rows of the posterior variance. */
  readonly posteriorVariancePerUnit: readonly number[];
  /** Where draws were asked for. */
  readonly importanceWeighted?: ImportanceWeighted;
  /** Number of units whose mean varies by more than 0.01 over rows. */
  readonly activeUnits: number;
  /** Posterior log-variances (rows x units) that lie at the bounds they are held in; absent when none does. */
  readonly clampedLogVariances?: number;
  readonly perModality: Readonly<Record<string, ModalityEvaluation>>;
  /** Where a head predicts the label. */
  readonly label?: LabelEvaluation;
  /** Where entries are hidden from the encoder: the objective over hidden, seen and all entries, in its own units. */
  readonly objectives?: MaskedAverages['objectives'];
}

/** Latents of a split for pictures and files, at most `LATENT_ROWS` rows. */
export interface Latents {
  readonly rowCount: number;
  readonly latentCount: number;
  /** `[rows, latent]` */
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly sample: Float32Array;
}

/** How one modality's entries are modelled. */
export interface LikelihoodDescription {
  readonly kind: 'bernoulli' | 'gaussian' | 'categorical';
  /** Gaussian only: the variance of the decoder's output, fixed or learned; one per modality. */
  readonly variance?: number;
  /** Gaussian only. */
  readonly varianceIsLearned?: boolean;
  /** What trained in its place, such as `focal`. */
  readonly trainedOn?: string;
}

/** What is hidden from the encoder. */
export interface MaskingDescription {
  /** The row of the table, such as `fixed-modality`. */
  readonly kind: string;
  /** Entries that enter the objective. */
  readonly trains: 'hidden' | 'seen' | 'all';
  /** Modalities with entries that are hidden and count as such. */
  readonly hides: readonly string[];
  /** Masks that every split was gone through with. */
  readonly cases: number;
}

/** How hard the two terms of the loss, as they train, pull at the posteriors of a batch of train rows at the end of training. */
export interface GradientNorms {
  readonly reconstruction: number;
  /** Weight included. */
  readonly kl: number;
}

export interface Evaluation {
  /** Everything that is told of a row: the columns, where there is a decoder, and behind them the label of a head. */
  readonly modalities: readonly Modality[];
  /** Which of the modalities is no column but the label. */
  readonly label?: Pick<LabelEvaluation, 'name' | 'task'>;
  readonly likelihoods: Readonly<Record<string, LikelihoodDescription>>;
  readonly latentCount: number;
  /** What the objective and its reductions amount to as a weight of KL in nats at the end of training; absent when not defined. */
  readonly effectiveBeta?: number;
  /** Where entries are hidden from the encoder. */
  readonly masking?: MaskingDescription;
  /** Where there is no effective beta, though KL takes part. */
  readonly gradientNorms?: GradientNorms;
  /** False for a plain autoencoder: the latent is the mean and KL is only reported. */
  readonly latentIsSampled: boolean;
  readonly splits: Readonly<Partial<Record<SplitName, SplitEvaluation>>>;
  /** Metrics that could not be computed, with the reason. */
  readonly notComputed: Readonly<Record<string, string>>;
}
