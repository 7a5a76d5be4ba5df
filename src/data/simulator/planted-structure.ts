/**
 * The simulated epigenome: a mixture whose every probability is known, so that "how well could any model do" has an
 * answer. It has the marginals and the over-dispersion of the notebooks' epigenome, and nothing of its biology.
 *
 * A row has one shared program z, one of eight with weights w. Each modality m has a program of its own:
 *
 *   s_m = z with probability `strength`, otherwise drawn anew from w;    x_mj ~ Bernoulli( rate_m[s_m, j] )
 *
 * Therefore s_m is distributed as w at every strength: marginals, over-dispersion and the structure inside a modality
 * never change; only what one modality tells about another does. At strength 0 modalities are independent, at 1 they
 * share one program. All latents are discrete, so posteriors are sums, not approximations.
 */
import { RandomStreams } from '../../base/random.ts';
import { calibratedRates, type RowSpread } from './calibrated-rates.ts';

export interface PlantedModality {
  readonly name: string;
  readonly columnCount: number;
  /** `[programs, columns]` probability of a one. */
  readonly rates: Float64Array;
}

export interface PlantedStructure {
  /** Weight of each program; they sum to 1. */
  readonly weights: readonly number[];
  /** Probability that a modality follows the row's shared program. */
  readonly strength: number;
  readonly modalities: readonly PlantedModality[];
}

/** Two rare repressed programs carry nearly all of k9 and k27: that is what makes their counts so over-dispersed. */
export const PROGRAMS = [
  { name: 'heterochromatin', weight: 0.03 },
  { name: 'polycomb', weight: 0.025 },
  { name: 'active-promoter', weight: 0.21 },
  { name: 'active-body', weight: 0.16 },
  { name: 'quiet-1', weight: 0.21 },
  { name: 'quiet-2', weight: 0.15 },
  { name: 'quiet-3', weight: 0.12 },
  { name: 'quiet-4', weight: 0.095 },
] as const;

interface ModalityPlan {
  readonly name: string;
  /** Share of ones, in expectation. */
  readonly rate: number;
  readonly spread: RowSpread;
  /** How much of the mark each program has, in the order of `PROGRAMS`; the scale is found by calibration. */
  readonly abundance: readonly number[];
  readonly regionWidth: number;
}

// Rates: the training means of the epigenome notebooks. Root mean square counts of 4000: their unbalanced test set. DNAm
// is spread over programs and positions so that its column means lie 1 % below a constant rate, as far as the loss of the
// notebook's model that learnt nothing of it.
const PLANS: readonly ModalityPlan[] = [
  {
    name: 'dnam',
    rate: 0.0337,
    spread: { rowRms: 168 / 4000 },
    abundance: [5, 6, 0.7, 0.9, 0.7, 1, 1.2, 1.6],
    regionWidth: 0.8,
  },
  {
    name: 'k9',
    rate: 0.0321,
    spread: { rowRms: 603 / 4000 },
    abundance: [1, 0.05, 0, 0, 0, 0, 0, 0],
    regionWidth: 0.5,
  },
  {
    name: 'k27',
    rate: 0.0108,
    spread: { rowRms: 196 / 4000 },
    abundance: [0.15, 1, 0, 0, 0, 0, 0, 0],
    regionWidth: 0.5,
  },
  { name: 'expression', rate: 0.3775, spread: { range: 0.92 }, abundance: [0, 0, 1, 1, 0, 0, 0, 0], regionWidth: 0.5 },
];

/**
 * The structure of a seed. Where along the positions each program puts its ones is drawn; all else is fixed.
 *
 * @param columns - columns of each of dnam, k9 and k27; expression always has one
 */
export function plantStructure(columns: number, strength: number, seed: number): PlantedStructure {
  const streams = new RandomStreams(seed);
  const weights = PROGRAMS.map(({ weight }) => weight);
  const modalities = PLANS.map(({ name, ...plan }, index) => {
    const columnCount = name === 'expression' ? 1 : columns;
    const regions = streams.of('simulator/regions', index).permutation(PROGRAMS.length);
    return { name, columnCount, rates: calibratedRates({ ...plan, columnCount, weights, regions }) };
  });
  return { weights, strength, modalities };
}
