/** What comparing reads of a run: plain data that its folder holds. */
import type { SplitName } from '../../data/dataset.ts';
import type { EffectiveBeta } from '../effective-beta.ts';
import type { Evaluation } from '../evaluation.ts';
import type { RowTerms } from '../row-terms.ts';

export interface ComparedRun {
  /** The name of its folder. */
  readonly id: string;
  readonly seed: number;
  /** What was hashed to the hash: data, split, preprocessing and, where there are any, labels and balance. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** The label that held-out rows were balanced by, where they were. */
  readonly heldOutBalance?: string;
  /** How columns were rescaled. */
  readonly preprocessing: { readonly kind: string; readonly offset: readonly number[] };
  readonly effectiveBeta: EffectiveBeta;
  /** Of the config. */
  readonly masking: Readonly<Record<string, unknown>>;
  /** Of the config: what enters the objective beside its reductions, such as weights of modalities. */
  readonly objective: Readonly<Record<string, unknown>>;
  readonly likelihood: unknown;
  /** Terms of the last phase's loss. */
  readonly lossTerms: readonly string[];
  readonly evaluation: Evaluation;
  /** Class of the label to an evaluation on its rows. */
  readonly perClass?: Readonly<Record<string, Evaluation>>;
  readonly terms: Readonly<Partial<Record<SplitName, RowTerms>>>;
}

/** One run, or a study as its runs. */
export interface ComparedSide {
  /** What it is called, such as the name of a folder. */
  readonly label: string;
  /** At least one; the key is what pairs it with a run of another study, such as `seed-42`. */
  readonly members: readonly { readonly key: string; readonly run: ComparedRun }[];
  /** Runs of the same config with other seeds, its own included: they tell how far seeds put a number. */
  readonly repeats: readonly ComparedRun[];
  /** Of train rows between members, for `meanInterval`. */
  readonly overlap?: number;
}
