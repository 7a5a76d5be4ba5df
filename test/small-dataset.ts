/** A small dataset of two modalities, made anew from a seed: for tests of models and training. */
import { RandomStreams } from '../src/base/random.ts';
import { type Dataset, packBits, type Split } from '../src/data/dataset.ts';

const ROWS = 40;
const FEATURES = 7;

/** Rows of 6 `marks` and 1 `expression` that follow two programs: bits, or real numbers around them. */
export function smallDataset(kind: 'bits' | 'float32'): Dataset {
  const random = new RandomStreams(5).of(kind);
  const noise = new Float32Array(ROWS * FEATURES);
  random.fillStandardNormal(noise);
  const reals = noise.map((value, i) => 0.7 * value + ((Math.floor(i / FEATURES) + i) % 2 === 0 ? 1 : -1));
  const values = {
    kind,
    data:
      kind === 'bits'
        ? packBits(
            reals.map((x) => (x > 0 ? 1 : 0)),
            ROWS,
            FEATURES,
          )
        : reals,
  };
  return {
    name: `small ${kind}`,
    rowCount: ROWS,
    featureCount: FEATURES,
    rowShape: [FEATURES],
    columns: ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'expression'],
    modalities: [
      { name: 'marks', start: 0, count: 6 },
      { name: 'expression', start: 6, count: 1 },
    ],
    values: values as Dataset['values'],
    labels: { name: 'program', classes: ['a', 'b'], values: Int32Array.from({ length: ROWS }, (_, row) => row % 2) },
    notices: [],
  };
}

/** Train rows 0 to 29, validation to 34, test to 39. */
export const smallSplit: Split = {
  train: Int32Array.from({ length: 30 }, (_, i) => i),
  validation: Int32Array.of(30, 31, 32, 33, 34),
  test: Int32Array.of(35, 36, 37, 38, 39),
};
