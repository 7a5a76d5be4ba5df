/** Exact posteriors of a row's programs: sums over eight programs, in logarithms so that nothing underflows. */
import { bitStride } from '../dataset.ts';
import { featureCountOf } from './draw-rows.ts';
import type { PlantedModality, PlantedStructure } from './planted-structure.ts';

export interface RowPosterior {
  /** `[modalities][programs]` log p(x_m | s_m) in nats */
  readonly logLikelihoods: readonly Float64Array[];
  /** `[modalities][programs]` P(z | the other modalities) */
  readonly sharedGivenOthers: readonly Float64Array[];
  /** `[modalities][programs]` P(s_m | the other modalities) */
  readonly givenOthers: readonly Float64Array[];
  /** log p(x_m | the other modalities), per modality, in nats */
  readonly logGivenOthers: Float64Array;
  /** log p(x_m), per modality, in nats */
  readonly logAlone: Float64Array;
  /** log p(x), the whole row, in nats */
  readonly logRow: number;
}

/**
 * The reader of posteriors for rows of a structure.
 *
 *   p(x_m | z) = strength p(x_m | s_m = z) + (1 - strength) sum_k w_k p(x_m | s_m = k)
 *   P(z | others) ~ w_z prod_{o != m} p(x_o | z),    P(s_m = k | others) = strength P(z = k | others) + (1 - strength) w_k
 *
 * @returns a function of packed rows (`bits`, as in a dataset) and a row number
 */
export function rowPosteriors(structure: PlantedStructure): (bits: Uint8Array, row: number) => RowPosterior {
  const { weights, strength, modalities } = structure;
  const stride = bitStride(featureCountOf(structure));
  const logWeights = Float64Array.from(weights, Math.log);
  const tables = modalities.map(({ columnCount, rates }) => ({
    columnCount,
    logits: rates.map((p) => Math.log(p / (1 - p))),
    logNone: Float64Array.from(weights, (_, k) =>
      rates.subarray(k * columnCount, (k + 1) * columnCount).reduce((sum, p) => sum + Math.log1p(-p), 0),
    ),
  }));

  return (bits, row) => {
    const start = row * stride;
    let bit = 0;
    const logLikelihoods = tables.map(({ columnCount, logits, logNone }) => {
      const result = logNone.slice();
      // Ones are rare, so only they are visited.
      for (let j = 0; j < columnCount; j++, bit++) {
        if (((bits[start + (bit >> 3)]! >> (bit & 7)) & 1) === 0) continue;
        for (let k = 0; k < result.length; k++) result[k]! += logits[k * columnCount + j]!;
      }
      return result;
    });
    const logAlone = Float64Array.from(logLikelihoods, (log) => logSumExp(log.map((l, k) => l + logWeights[k]!)));
    const logGivenShared = logLikelihoods.map((log, m) =>
      log.map((l) => logSumExp([Math.log(strength) + l, Math.log(1 - strength) + logAlone[m]!])),
    );
    const logJoint = logWeights.map((logWeight, k) => logGivenShared.reduce((sum, log) => sum + log[k]!, logWeight));
    const sharedGivenOthers = logGivenShared.map((_, m) => {
      const log = logWeights.map((logWeight, k) =>
        logGivenShared.reduce((sum, other, o) => (o === m ? sum : sum + other[k]!), logWeight),
      );
      const total = logSumExp(log);
      return log.map((l) => Math.exp(l - total));
    });
    const givenOthers = sharedGivenOthers.map((shared) =>
      shared.map((p, k) => strength * p + (1 - strength) * weights[k]!),
    );
    const logGivenOthers = Float64Array.from(givenOthers, (posterior, m) =>
      logSumExp(posterior.map((p, k) => Math.log(p) + logLikelihoods[m]![k]!)),
    );
    return { logLikelihoods, sharedGivenOthers, givenOthers, logGivenOthers, logAlone, logRow: logSumExp(logJoint) };
  };
}

function logSumExp(values: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - largest);
  return largest + Math.log(sum);
}

/**
 * Rates of a modality's columns when its program is known only up to a distribution.
 *
 * @param distribution - `[programs]`
 * @returns `[columns]`
 */
export function mixedRates({ columnCount, rates }: PlantedModality, distribution: ArrayLike<number>): Float64Array {
  const mixed = new Float64Array(columnCount);
  for (let k = 0; k < distribution.length; k++) {
    const share = distribution[k]!;
    for (let j = 0; j < columnCount; j++) mixed[j]! += share * rates[k * columnCount + j]!;
  }
  return mixed;
}
