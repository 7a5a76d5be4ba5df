/**
 * What a model that hides entries is judged by: those that entered its objective. Hidden and seen entries of a modality
 * are different tasks, so each is a part of its own, such as `hidden dnam`, and they are never mixed.
 */
import type { Modality } from '../data/dataset.ts';
import type { Evaluation, ModalityEvaluation, PartEvaluation, SplitEvaluation } from './evaluation.ts';

export type Side = 'hidden' | 'seen';

/** A range of entries with a name; under masking, one side of a modality. */
export interface Part extends Modality {
  readonly side?: Side;
  /** The modality. */
  readonly of: string;
  /** Share of rows that have entries of this part. */
  readonly rowShare: number;
}

export interface JudgedEvaluation extends Omit<Evaluation, 'modalities'> {
  readonly modalities: readonly Part[];
}

/** What entered the objective, in the place of modalities; the evaluation itself where nothing is hidden. */
export const judgedParts = (evaluation: Evaluation): JudgedEvaluation => {
  const { masking } = evaluation;
  return asParts(
    evaluation,
    ({ side, of }) =>
      masking!.trains === 'all' || (masking!.trains === side && (side === 'seen' || masking!.hides.includes(of))),
  );
};

/** Hidden and seen entries apart, in the place of modalities; the evaluation itself where nothing is hidden. */
export const everyPart = (evaluation: Evaluation): JudgedEvaluation => asParts(evaluation, () => true);

function asParts(evaluation: Evaluation, isWanted: (part: Part) => boolean): JudgedEvaluation {
  const { masking, modalities, likelihoods, splits } = evaluation;
  if (masking === undefined)
    return { ...evaluation, modalities: modalities.map((own) => ({ ...own, of: own.name, rowShare: 1 })) };
  const parts = partsOf(evaluation).filter(isWanted);
  return {
    ...evaluation,
    modalities: parts,
    likelihoods: Object.fromEntries(parts.map(({ name, of }) => [name, likelihoods[of]!])),
    splits: Object.fromEntries(Object.entries(splits).map(([name, split]) => [name, withParts(split!, parts)])),
  };
}

/** Every part that has entries, hidden ones first. */
function partsOf({ modalities, splits }: Evaluation): Part[] {
  const [some] = Object.values(splits);
  return (['hidden', 'seen'] as const).flatMap((side) =>
    modalities.flatMap(({ name, start }): Part[] => {
      const part = some?.perModality[name]?.[side];
      if (part === undefined) return [];
      const { entriesPerRow: count, rowShare } = part;
      return [{ name: `${side} ${name}`, start, count, side, of: name, rowShare }];
    }),
  );
}

const withParts = (split: SplitEvaluation, parts: readonly Part[]): SplitEvaluation => ({
  ...split,
  perModality: Object.fromEntries(parts.map((part) => [part.name, partIn(split, part)])),
});

const partIn = ({ perModality }: SplitEvaluation, { of, side }: Part): ModalityEvaluation | PartEvaluation =>
  perModality[of]![side!]!;
