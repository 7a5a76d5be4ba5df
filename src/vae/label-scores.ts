/** The few numbers of a head that are cheap enough for every epoch; the rest is for a finished model. */
import type { Labels } from '../data/dataset.ts';
import type { LabelAverages } from '../store/run-record.ts';
import type { ModelLabel } from './label.ts';

/**
 * @param rows - those without a label count nowhere
 * @param predicted - `[rows, outputs of the label]`, as `LabelReader` gives them
 * @returns nothing inside where no row has a label
 */
export function labelScores(
  { task, scale, classes: known }: ModelLabel,
  { values, classes }: Labels,
  rows: Int32Array,
  predicted: Float64Array,
): LabelAverages {
  const places = Array.from(rows.keys()).filter((place) => values[rows[place]!]! >= 0);
  if (places.length === 0) return {};
  if (task === 'regression') {
    const squares = places.reduce((sum, place) => {
      const answer = predicted[place]! * scale!.deviation + scale!.mean;
      return sum + (answer - Number(classes[values[rows[place]!]!])) ** 2;
    }, 0);
    return { rootMeanSquare: Math.sqrt(squares / places.length) };
  }
  const width = known.length;
  const [right, answered, present] = [0, 0, 0].map(() => new Array<number>(width).fill(0));
  for (const place of places) {
    const truth = values[rows[place]!]!;
    const answer = task === 'binary' ? Number(predicted[place]! > 0.5) : mostProbable(predicted, place, width);
    present![truth]!++;
    answered![answer]!++;
    if (truth === answer) right![truth]!++;
  }
  const f1s = right!.map((count, c) => (2 * count) / (present![c]! + answered![c]!));
  const counted = task === 'binary' ? [f1s[1]!] : f1s;
  const defined = counted.filter((f1) => !Number.isNaN(f1));
  return {
    accuracy: right!.reduce((sum, count) => sum + count, 0) / places.length,
    ...(defined.length === 0 ? {} : { f1: defined.reduce((sum, f1) => sum + f1, 0) / defined.length }),
  };
}

/** The first among equals. */
function mostProbable(predicted: Float64Array, row: number, width: number): number {
  let best = 0;
  for (let c = 1; c < width; c++) if (predicted[row * width + c]! > predicted[row * width + best]!) best = c;
  return best;
}
