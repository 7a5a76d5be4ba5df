/** A loss beside trivial models, in words. */
import { formatNumber } from '../base/format-number.ts';
import type { Evaluation, ModalityEvaluation, SplitEvaluation } from './evaluation.ts';
import { listed } from './wording.ts';

/**
 * Share of what a baseline leaves open by which a loss must undercut it. A collapsed model sits within a thousandth or
 * two of the column means on either side; half a percent is clear of that.
 */
export const MARGIN = 0.005;

/** Is it below the baseline? Yes; yes, until the KL is added; yes, and yet the latent is empty; no. */
export type Standing = 'beats' | 'beats before KL' | 'beats by chance' | 'misses';

export interface Comparison {
  /** Such as `the column means`. */
  readonly baseline: string;
  readonly value: number;
  readonly standing: Standing;
}

export const isMissed = ({ standing }: Comparison): boolean => standing === 'misses' || standing === 'beats by chance';

/** Such as `beats the constant (306.7) but not the column means (205.8)`. */
export function phrase(comparisons: readonly Comparison[]): string {
  const named = (wanted: Standing, conjunction: string): string =>
    listed(
      comparisons.flatMap(({ baseline, value, standing }) =>
        standing === wanted ? `${baseline} (${formatNumber(value)})` : [],
      ),
      conjunction,
    );
  const beaten = named('beats', 'and');
  const beatenBefore = named('beats before KL', 'and');
  const byChance = named('beats by chance', 'and');
  const missed = named('misses', 'or');
  const parts = [
    beaten && `beats ${beaten}`,
    beatenBefore && `beats ${beatenBefore} only before KL is added`,
    byChance && `is below ${byChance} by chance alone (the latent is empty)`,
  ];
  const won = parts.filter((part) => part !== '').join(' and ');
  if (missed === '') return won;
  return won === '' ? `does not beat ${missed}` : `${won} but not ${missed}`;
}

/** A number summed over the modalities of a split. */
export const total = ({ perModality }: SplitEvaluation, of: (entry: ModalityEvaluation) => number): number =>
  Object.values(perModality).reduce((sum, entry) => sum + of(entry), 0);

/** The numbers of each modality that a comparison rests on. */
export function modalityEvidence({ modalities }: Evaluation, { perModality }: SplitEvaluation): Record<string, number> {
  return Object.fromEntries(
    modalities.flatMap(({ name }) => {
      const { reconstruction, shuffledReconstruction, mse, baselines } = perModality[name]!;
      const numbers = {
        reconstructionNats: reconstruction,
        shuffledReconstructionNats: shuffledReconstruction,
        constantNats: baselines.constant,
        perColumnNats: baselines.perColumn,
        markovNats: baselines.markov,
        mse,
        perColumnMse: baselines.perColumnMse,
        pcaMse: baselines.pcaMse,
      };
      return Object.entries(numbers).flatMap(([key, value]) =>
        value === undefined ? [] : [[`${name}.${key}`, value] as const],
      );
    }),
  );
}
