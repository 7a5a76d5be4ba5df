/** A few rows as the model answers them, summed up by modality: what a person looks at before believing a mean. */
import type { Modality, SplitName } from '../data/dataset.ts';

/** One entry, in the data's own units, or as a probability. */
export interface EntryExample {
  readonly column: string;
  readonly truth: number;
  readonly predicted: number;
}

/** A modality of 0 / 1 entries in one row. */
export interface BitsExample {
  readonly kind: 'bits';
  readonly ones: number;
  /** Ones answered when probabilities are cut at 0.5. */
  readonly cut: number;
  /** Ones expected: the sum of probabilities. */
  readonly summed: number;
  /** The right answer furthest from 0.5: a 1 if any is right, because zeros are right by the hundred where ones are rare. */
  readonly surestRight?: EntryExample;
  /** The wrong answer furthest from 0.5. */
  readonly surestWrong?: EntryExample;
}

/** A modality of real numbers, or of intensities, in one row. */
export interface ValuesExample {
  readonly kind: 'values';
  /** Root of the mean squared difference. */
  readonly rootMeanSquare: number;
  /** The entry that is missed by most. */
  readonly furthest: EntryExample;
}

/** Which entries of the modality the encoder did not see; of those that it saw in part, the hidden ones are told of. */
export type Shown = 'seen' | 'hidden' | 'partly hidden';

export type ModalityExample = (BitsExample | ValuesExample) & { readonly shown: Shown };

export interface RowExample {
  /** Counted from 0 in the dataset. */
  readonly row: number;
  readonly id?: string;
  readonly label?: string;
  readonly perModality: Readonly<Record<string, ModalityExample>>;
}

export interface RowExamples {
  readonly split: SplitName;
  readonly modalities: readonly Modality[];
  /** Whether predictions are averages over draws of the latent, and not decoded from the posterior mean. */
  readonly averaged?: boolean;
  readonly rows: readonly RowExample[];
}

export interface AnsweredRow {
  /** `[features]` */
  readonly truth: Float32Array;
  /** `[features]` probabilities, or means in the data's own units */
  readonly predicted: Float32Array;
  /** `[features]` whether the encoder did not see it */
  readonly isHidden: ArrayLike<boolean>;
}

/**
 * @param areBits - whether all entries of the modality are 0 or 1, and answers are probabilities
 * @param columns - names of all columns
 */
export function modalityExample(
  { truth, predicted, isHidden }: AnsweredRow,
  { start, count }: Modality,
  areBits: boolean,
  columns: readonly string[],
): ModalityExample {
  const all = Array.from({ length: count }, (_, k) => start + k);
  const hidden = all.filter((j) => isHidden[j]!);
  const shown = hidden.length === 0 ? 'seen' : hidden.length < count ? 'partly hidden' : 'hidden';
  const entries = (hidden.length === 0 ? all : hidden).map((j) => {
    return { column: columns[j]!, truth: truth[j]!, predicted: predicted[j]! };
  });
  return { ...(areBits ? bitsExample(entries) : valuesExample(entries)), shown };
}

function bitsExample(entries: readonly EntryExample[]): BitsExample {
  const answer = ({ predicted }: EntryExample): number => (predicted > 0.5 ? 1 : 0);
  const right = entries.filter((entry) => answer(entry) === entry.truth);
  const rightOnes = right.filter(({ truth }) => truth === 1);
  const wrong = entries.filter((entry) => answer(entry) !== entry.truth);
  const sure = ({ predicted }: EntryExample): number => Math.abs(predicted - 0.5);
  const surestRight = most(rightOnes.length > 0 ? rightOnes : right, sure);
  const surestWrong = most(wrong, sure);
  return {
    kind: 'bits',
    ones: entries.reduce((sum, { truth }) => sum + truth, 0),
    cut: entries.reduce((sum, entry) => sum + answer(entry), 0),
    summed: entries.reduce((sum, { predicted }) => sum + predicted, 0),
    ...(surestRight === undefined ? {} : { surestRight }),
    ...(surestWrong === undefined ? {} : { surestWrong }),
  };
}

function valuesExample(entries: readonly EntryExample[]): ValuesExample {
  const miss = ({ truth, predicted }: EntryExample): number => Math.abs(predicted - truth);
  const squares = entries.reduce((sum, entry) => sum + miss(entry) ** 2, 0);
  return {
    kind: 'values',
    rootMeanSquare: Math.sqrt(squares / entries.length),
    furthest: most(entries, miss)!,
  };
}

/** The first entry with the most of something. */
function most(entries: readonly EntryExample[], of: (entry: EntryExample) => number): EntryExample | undefined {
  return entries.reduce<EntryExample | undefined>(
    (best, entry) => (best === undefined || of(entry) > of(best) ? entry : best),
    undefined,
  );
}
