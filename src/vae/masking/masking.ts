/**
 * Which entries of a row the encoder may not see, and which entries training counts.
 *
 * A mask is a row of codes, one for each modality or one for each column. The decoder always answers for every column;
 * `trains` says whether hidden entries, seen ones, or all of them enter the objective.
 */
import { ConfigError } from '../../base/errors.ts';
import { choice, number, type OptionValues } from '../../base/options.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Modality } from '../../data/dataset.ts';

/** Codes of a mask. A dummy is hidden from the encoder and counts neither as hidden nor as seen in training. */
export const SEEN = 0;
export const HIDDEN = 1;
export const DUMMY = 2;

export const ENTRY_CHOICES = ['hidden', 'seen', 'all'] as const;
/** Entries that something is summed over. */
export type Entries = (typeof ENTRY_CHOICES)[number];

/** Options of every masking but `none`. */
export const maskingOptions = {
  trains: choice(ENTRY_CHOICES, { default: 'hidden', help: 'entries that enter the objective; all three are logged' }),
  shownAs: choice(['zero-and-mask', 'zero', 'sentinel'], {
    default: 'zero-and-mask',
    help: 'what the encoder reads in place of a hidden entry; `zero-and-mask`: 0, and further inputs say what is hidden',
  }),
  sentinel: number({ default: -1, help: 'stands for a hidden entry where shownAs is sentinel' }),
  dummySentinel: number({ default: -2, help: 'stands for an entry of the dummy modality where shownAs is sentinel' }),
  validation: choice(['stratified', 'random'], {
    default: 'stratified',
    help: 'masks of curves: the same at every epoch and spread evenly over what may be hidden, or drawn anew as in training',
  }),
};
export type MaskingOptions = OptionValues<typeof maskingOptions>;

/** A masking for one dataset. */
export interface MaskPlan {
  /** What one code stands for. */
  readonly per: 'modality' | 'column';
  /** Modalities with entries that may be hidden and count as such. */
  readonly hides: readonly string[];
  /**
   * Fills masks of a training step.
   *
   * @param codes - `[rows, width]`
   */
  draw(codes: Uint8Array, rowCount: number, random: RandomStream): void;
  /**
   * Masks that an evaluation goes through, each `[width]`: between them they hide every entry that may be hidden
   * equally often. A single one: training hides the same of every row.
   */
  readonly cases: readonly Uint8Array[];
}

export interface Masking extends MaskingOptions {
  /** @throws ConfigError when it does not fit the modalities */
  plan(modalities: readonly Modality[]): MaskPlan;
}

/**
 * The index of a modality.
 *
 * @throws ConfigError when there is none of that name
 */
export function modalityIndex(modalities: readonly Modality[], name: string, key: string): number {
  const index = modalities.findIndex((modality) => modality.name === name);
  if (index !== -1) return index;
  const expected = modalities.map((modality) => modality.name);
  throw new ConfigError(`config.masking.${key}`, `"${name}" is not a modality of this dataset`, {
    expected,
    given: name,
  });
}

/** @throws ConfigError when a mask would leave nothing to see */
export function requireSomethingSeen(modalities: readonly Modality[], hiddenCount: number, key: string): void {
  if (hiddenCount < modalities.length) return;
  const problem =
    modalities.length === 1
      ? `"${modalities[0]!.name}" is the only modality, and hiding it leaves nothing to see`
      : `all ${modalities.length} modalities would be hidden, which leaves nothing to see`;
  throw new ConfigError(`config.masking${key}`, problem, {
    advice: 'Name modalities under data.modalities, hide fewer of them, or mask entries with kind: within-modality',
  });
}

/** A plan whose masks are the same for every row. @param codes - one per modality */
export const constantPlan = (modalities: readonly Modality[], codes: Uint8Array): MaskPlan => ({
  per: 'modality',
  hides: modalities.flatMap(({ name }, index) => (codes[index] === HIDDEN ? [name] : [])),
  draw: (target) => {
    for (let at = 0; at < target.length; at += codes.length) target.set(codes, at);
  },
  cases: [codes],
});
