import type { SplitName } from '../data/dataset.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';

/** The split that verdicts speak of: the rows the model knows least. */
export function judgedSplit({ splits }: Evaluation): readonly [SplitName, SplitEvaluation] | undefined {
  for (const name of ['test', 'validation', 'train'] as const) {
    const split = splits[name];
    if (split !== undefined && split.rowCount > 0) return [name, split];
  }
  return undefined;
}
