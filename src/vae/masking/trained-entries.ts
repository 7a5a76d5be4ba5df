import type { Modality } from '../../data/dataset.ts';
import type { ModelMasking } from './mask-graph.ts';
import { HIDDEN, SEEN } from './masking.ts';

/** Entries of a row that enter the objective, in each case of the masking. */
export function trainedEntryCounts({ trains, cases, per }: ModelMasking, modalities: readonly Modality[]): number[] {
  const counts = (code: number): boolean => trains === 'all' || (trains === 'hidden' ? code === HIDDEN : code === SEEN);
  return cases.map((codes) =>
    codes.reduce((total, code, at) => {
      if (!counts(code)) return total;
      return total + (per === 'modality' ? modalities[at]!.count : 1);
    }, 0),
  );
}
