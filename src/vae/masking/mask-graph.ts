/** A mask inside a model's graph: what the encoder reads, and terms apart by what it saw. */
import type { Modality } from '../../data/dataset.ts';
import type { Node } from '../../graph/node.ts';
import {
  add,
  cast,
  concatenate,
  constant,
  greater,
  max,
  multiply,
  scale,
  slice,
  subtract,
  sum,
  where,
} from '../../graph/operations/index.ts';
import type { Scope } from '../../nn/parameters.ts';
import { type Entries, HIDDEN, type MaskingOptions, type MaskPlan } from './masking.ts';

/** A masking put to work on one dataset. */
export interface ModelMasking extends MaskingOptions, MaskPlan {
  /** The row of the table. */
  readonly kind: string;
  /** Codes of a row. */
  readonly width: number;
}

/** The name of masks among a step's row inputs. */
export const MASK = 'mask';

export const inMasking = (
  kind: string,
  options: MaskingOptions,
  plan: MaskPlan,
  modalities: readonly Modality[],
): ModelMasking => ({
  kind,
  ...options,
  ...plan,
  width: plan.per === 'modality' ? modalities.length : modalities.reduce((total, { count }) => total + count, 0),
});

/** What is hidden of a row in use, `[width]`: what training hides of every row, or nothing. */
export const usualMask = ({ cases, width }: ModelMasking): Uint8Array =>
  cases.length === 1 ? cases[0]! : new Uint8Array(width);

/** One mask for some rows, as a row input. @param codes - `[width]` */
export function maskFeed(codes: Uint8Array, rowCount: number): Record<string, Uint8Array> {
  const all = new Uint8Array(rowCount * codes.length);
  for (let row = 0; row < rowCount; row++) all.set(codes, row * codes.length);
  return { [MASK]: all };
}

/** Inputs that the encoder has beside the columns. */
export const maskInputCount = ({ shownAs, width }: ModelMasking): number => (shownAs === 'zero-and-mask' ? width : 0);

/** Of one modality: `[batch, 1]` or `[batch, columns]` of 0 and 1. */
interface MaskOfModality {
  readonly isHidden: Node;
  readonly isSeen: Node;
  /** Hidden, and no dummy. */
  readonly isScored: Node;
  readonly isDummy: Node;
}

export interface MaskNodes {
  /** `[batch, width]`, as floats. */
  readonly codes: Node;
  readonly perModality: Readonly<Record<string, MaskOfModality>>;
}

export function maskNodes(masking: ModelMasking, modalities: readonly Modality[], scope: Scope): MaskNodes {
  const codes = cast(scope.codes(MASK, masking.width, masking.draw), 'float');
  const above = (values: Node, bound: number) => cast(greater(values, constant(bound)), 'float');
  const perModality = modalities.map(({ name, start, count }, index): [string, MaskOfModality] => {
    const own = masking.per === 'modality' ? slice(codes, 1, index, index + 1) : slice(codes, 1, start, start + count);
    const isHidden = above(own, 0.5);
    const isDummy = above(own, HIDDEN + 0.5);
    return [
      name,
      { isHidden, isSeen: subtract(constant(1), isHidden), isScored: subtract(isHidden, isDummy), isDummy },
    ];
  });
  return { codes, perModality: Object.fromEntries(perModality) };
}

/** What the encoder reads. @param columns - of each modality, `[batch, columns]`. @returns `[batch, inputs]` */
export function encoderInput(
  masking: ModelMasking,
  { codes, perModality }: MaskNodes,
  columns: Readonly<Record<string, Node>>,
): Node {
  const shown = Object.entries(perModality).map(([name, { isHidden, isDummy }]) => {
    const hidden = greater(isHidden, constant(0.5));
    if (masking.shownAs !== 'sentinel') return where(hidden, constant(0), columns[name]!);
    const { sentinel, dummySentinel } = masking;
    const fill = add(scale(isDummy, dummySentinel - sentinel), constant(sentinel));
    return where(hidden, fill, columns[name]!);
  });
  const flags = masking.shownAs === 'zero-and-mask' ? [cast(greater(codes, constant(0.5)), 'float')] : [];
  return concatenate([...shown, ...flags], 1);
}

/** Terms of a batch by what the encoder saw. */
export interface MaskedTerms {
  /** Modality to `[batch]` nats over hidden, and over seen entries. */
  readonly hidden: Readonly<Record<string, Node>>;
  readonly seen: Readonly<Record<string, Node>>;
  /** Modality to `[batch]`: 1 where the row has such entries. */
  readonly hasHidden: Readonly<Record<string, Node>>;
  readonly hasSeen: Readonly<Record<string, Node>>;
  /** What each choice of `trains` makes small. */
  readonly counted: Readonly<Record<Entries, CountedTerms>>;
}

/** What enters an objective. */
export interface CountedTerms {
  /** Modality to `[batch]`: nats, or what trains in their place. */
  readonly terms: Readonly<Record<string, Node>>;
  /** `[batch]` entries that a row's terms are summed over; absent: all columns. */
  readonly entryCount?: Node;
}

/** A term summed over some of the entries. @param counted - `[batch, columns]` of 0 and 1; absent: all */
export type TermOf = (counted?: Node) => Node;

/**
 * @param reconstruction - modality to its term
 * @param trained - modality to what trains in its place, where something does
 */
export function maskedTerms(
  masking: ModelMasking,
  { perModality }: MaskNodes,
  modalities: readonly Modality[],
  reconstruction: Readonly<Record<string, TermOf>>,
  trained: Readonly<Record<string, TermOf>>,
): MaskedTerms {
  const over = (term: TermOf, which: Node): Node =>
    masking.per === 'column' ? term(which) : multiply(term(), sum(which, [1]));
  const each = (build: (name: string, mask: MaskOfModality, modality: Modality) => Node) =>
    Object.fromEntries(
      modalities.map((modality) => [modality.name, build(modality.name, perModality[modality.name]!, modality)]),
    );
  const entryCount = (key: 'isScored' | 'isSeen'): Node =>
    modalities
      .map(({ name, count }) => scale(sum(perModality[name]![key], [1]), masking.per === 'column' ? 1 : count))
      .reduce((total, next) => add(total, next));
  const counts = (name: string): TermOf => trained[name] ?? reconstruction[name]!;
  return {
    hidden: each((name, { isHidden }) => over(reconstruction[name]!, isHidden)),
    seen: each((name, { isSeen }) => over(reconstruction[name]!, isSeen)),
    hasHidden: each((_, { isHidden }) => max(isHidden, [1])),
    hasSeen: each((_, { isSeen }) => max(isSeen, [1])),
    counted: {
      hidden: { terms: each((name, { isScored }) => over(counts(name), isScored)), entryCount: entryCount('isScored') },
      seen: { terms: each((name, { isSeen }) => over(counts(name), isSeen)), entryCount: entryCount('isSeen') },
      all: { terms: each((name) => counts(name)()) },
    },
  };
}
