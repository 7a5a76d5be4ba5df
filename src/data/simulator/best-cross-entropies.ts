/**
 * The best any model can do on simulated rows, in nats per row. Two readings of "given the others" are both needed:
 *
 * - *each entry*: every entry of the modality is predicted by itself, as a decoder with independent outputs does. The
 *   reconstruction of a hidden modality cannot be lower, in expectation.
 * - *together*: log p(x_m | others) of the whole modality. Entries that were predicted inform the next ones, so this is
 *   lower; a bound or an importance-weighted likelihood may approach it.
 *
 * Each is a part known in closed form plus what it costs not to know a program, z of the row or s_m of the modality:
 *
 *   each entry  = sum_j H(x_mj | z) + sum_j I(z; x_mj | others)
 *   together    = H(x_m | s_m) + I(s_m; x_m | others)         alone = H(x_m | s_m) + I(s_m; x_m)
 *
 * Only the information terms are averaged over drawn rows, so the errors are small. Together and alone cost at most the
 * log of the number of programs more than H(x_m | s_m); each entry pays for an unknown program in every column.
 */
import { RandomStreams } from '../../base/random.ts';
import { bitStride } from '../dataset.ts';
import { drawRows, featureCountOf } from './draw-rows.ts';
import type { PlantedModality, PlantedStructure } from './planted-structure.ts';
import { mixedRates, rowPosteriors } from './row-posterior.ts';

export interface Estimate {
  /** Mean over rows, in nats per row. */
  readonly nats: number;
  /** Of the mean. */
  readonly standardError: number;
}

export interface ModalityCrossEntropies {
  /** One rate for all entries. Exact. */
  readonly constantRate: number;
  /** One rate per column: each entry alone, nothing else known. Exact. */
  readonly perColumn: number;
  /** -E log p(x_m): the modality by itself, its entries together. */
  readonly alone: Estimate;
  /** Each entry given the other modalities: the floor of a hidden modality's reconstruction. */
  readonly eachEntryGivenOthers: Estimate;
  /** -E log p(x_m | others): the modality's entries together. */
  readonly togetherGivenOthers: Estimate;
  /** Each entry when the row's shared program z is known: no reading of the others can tell more. Exact. */
  readonly sharedProgramKnown: number;
  /** H(x_m | s_m): when the modality's own program is known. Exact. */
  readonly ownProgramKnown: number;
}

export interface BestCrossEntropies {
  /** Rows drawn for the estimates. */
  readonly rows: number;
  readonly perModality: Readonly<Record<string, ModalityCrossEntropies>>;
  /** -E log p(x) of the whole row: the floor of a negative ELBO. */
  readonly wholeRow: Estimate;
}

/** What the same predictors score on given rows. */
export type RowCrossEntropies = Pick<ModalityCrossEntropies, 'alone' | 'eachEntryGivenOthers' | 'togetherGivenOthers'>;

/** Rows drawn at a time: keeps the memory of a long estimate small. */
const CHUNK = 256;

/**
 * The best cross-entropies of a structure, in expectation over its rows.
 *
 * @param seed - of the rows drawn for the estimates; rows of a dataset of that seed are not among them
 * @param rows - at least 2; errors fall with the square root
 */
export function bestCrossEntropies(structure: PlantedStructure, seed: number, rows: number): BestCrossEntropies {
  const { modalities } = structure;
  const streams = new RandomStreams(seed);
  const posteriorOf = rowPosteriors(structure);
  const exact = modalities.map((modality) => exactEntropies(structure, modality));
  const information = modalities.map(() => ({ alone: [], eachEntry: [], together: [] }) as Readings);
  const rowInformation: number[] = [];

  for (let first = 0; first < rows; first += CHUNK) {
    const drawn = drawRows(structure, streams, 'simulator/check', first, Math.min(CHUNK, rows - first));
    for (let row = 0; row < drawn.programs.length; row++) {
      const posterior = posteriorOf(drawn.bits, row);
      let logKnownRow = 0;
      for (let m = 0; m < modalities.length; m++) {
        const logKnown = posterior.logLikelihoods[m]![drawn.modalityPrograms[row * modalities.length + m]!]!;
        logKnownRow += logKnown;
        information[m]!.alone.push(logKnown - posterior.logAlone[m]!);
        information[m]!.together.push(logKnown - posterior.logGivenOthers[m]!);
        // The entropy of the mixed rates less the mean entropy of the rates mixed: sum_j I(z; x_mj | others).
        const mixed = mixedRates(modalities[m]!, posterior.givenOthers[m]!);
        const sharedKnown = expectation(posterior.sharedGivenOthers[m]!, exact[m]!.ofSharedPrograms);
        information[m]!.eachEntry.push(entropy(mixed) - sharedKnown);
      }
      rowInformation.push(logKnownRow - posterior.logRow);
    }
  }

  const perModality = modalities.map(({ name, columnCount }, m) => {
    const { constantRate, perColumn, sharedProgramKnown, ownProgramKnown } = exact[m]!;
    const { alone, eachEntry, together } = information[m]!;
    const eachEntryGivenOthers = estimate(eachEntry, sharedProgramKnown);
    // A single column's entry is the whole modality, and the entry-wise number has the smaller error.
    const single = columnCount === 1;
    const entropies: ModalityCrossEntropies = {
      constantRate,
      perColumn,
      alone: single ? { nats: perColumn, standardError: 0 } : estimate(alone, ownProgramKnown),
      eachEntryGivenOthers,
      togetherGivenOthers: single ? eachEntryGivenOthers : estimate(together, ownProgramKnown),
      sharedProgramKnown,
      ownProgramKnown,
    };
    return [name, entropies] as const;
  });
  const known = exact.reduce((sum, { ownProgramKnown }) => sum + ownProgramKnown, 0);
  return { rows, perModality: Object.fromEntries(perModality), wholeRow: estimate(rowInformation, known) };
}

/**
 * Scores the best predictors on rows of a simulated dataset, such as its test split: what a model evaluated on exactly
 * those rows is fairly compared with.
 *
 * @param bits - `[rows, stride]` the dataset's values
 * @param rows - row numbers, at least 2
 */
export function bestCrossEntropiesOfRows(
  structure: PlantedStructure,
  bits: Uint8Array,
  rows: ArrayLike<number>,
): Readonly<Record<string, RowCrossEntropies>> {
  const { modalities } = structure;
  const posteriorOf = rowPosteriors(structure);
  const scores = modalities.map(() => ({ alone: [], eachEntry: [], together: [] }) as Readings);
  const stride = bitStride(featureCountOf(structure));
  for (let i = 0; i < rows.length; i++) {
    const posterior = posteriorOf(bits, rows[i]!);
    const start = rows[i]! * stride;
    let bit = 0;
    for (let m = 0; m < modalities.length; m++) {
      const mixed = mixedRates(modalities[m]!, posterior.givenOthers[m]!);
      let nats = 0;
      for (let j = 0; j < mixed.length; j++, bit++) {
        nats -= (bits[start + (bit >> 3)]! >> (bit & 7)) & 1 ? Math.log(mixed[j]!) : Math.log1p(-mixed[j]!);
      }
      scores[m]!.eachEntry.push(nats);
      scores[m]!.alone.push(-posterior.logAlone[m]!);
      scores[m]!.together.push(-posterior.logGivenOthers[m]!);
    }
  }
  return Object.fromEntries(
    modalities.map(({ name }, m) => {
      const { alone, eachEntry, together } = scores[m]!;
      const entropies: RowCrossEntropies = {
        alone: estimate(alone, 0),
        eachEntryGivenOthers: estimate(eachEntry, 0),
        togetherGivenOthers: estimate(together, 0),
      };
      return [name, entropies] as const;
    }),
  );
}

/** One number per row of each kind, in nats. */
interface Readings {
  readonly alone: number[];
  readonly eachEntry: number[];
  readonly together: number[];
}

function exactEntropies({ weights, strength }: PlantedStructure, modality: PlantedModality) {
  const { columnCount } = modality;
  const perColumnRates = mixedRates(modality, weights);
  const meanRate = perColumnRates.reduce((sum, p) => sum + p, 0) / columnCount;
  const mixedEntropies = (share: number) =>
    weights.map((_, z) => {
      const given = weights.map((own, k) => (1 - share) * own + (k === z ? share : 0));
      return entropy(mixedRates(modality, given));
    });
  const ofSharedPrograms = mixedEntropies(strength);
  return {
    constantRate: columnCount * entropy([meanRate]),
    perColumn: entropy(perColumnRates),
    sharedProgramKnown: expectation(weights, ofSharedPrograms),
    ownProgramKnown: expectation(weights, mixedEntropies(1)),
    ofSharedPrograms,
  };
}

const expectation = (distribution: ArrayLike<number>, values: readonly number[]): number =>
  values.reduce((sum, value, index) => sum + distribution[index]! * value, 0);

/** Sum of the entropies of independent 0 / 1 entries, in nats. */
function entropy(rates: ArrayLike<number>): number {
  let nats = 0;
  for (let j = 0; j < rates.length; j++) {
    const p = rates[j]!;
    nats -= p * Math.log(p) + (1 - p) * Math.log1p(-p);
  }
  return nats;
}

function estimate(values: readonly number[], known: number): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { nats: known + mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}
