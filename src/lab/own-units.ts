import type { Preprocessing } from '../data/standardize.ts';

/**
 * Takes rescaling back: `value / scale + offset`, where the model's units are not the data's own. A column that did not
 * vary becomes its one value again. What was binarized stays a probability of being above the threshold.
 *
 * @param values - `[rows, features]`, overwritten
 */
export function toOwnUnits(values: Float32Array, { kind, offset, scale }: Preprocessing): void {
  if (kind === 'none' || kind === 'binarize') return;
  const featureCount = offset.length;
  for (let i = 0; i < values.length; i++) {
    const j = i % featureCount;
    values[i] = scale[j] === 0 ? offset[j]! : values[i]! / scale[j]! + offset[j]!;
  }
}
