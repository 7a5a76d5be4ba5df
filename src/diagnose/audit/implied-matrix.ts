/** What the published shares of a row imply together, and whether they can be true together. */
import { formatNumber } from '../../base/format-number.ts';
import { listed } from '../wording.ts';
import {
  accuracyOf,
  balancedAccuracyOf,
  type Confusion,
  determiningShares,
  f1Of,
  mccOf,
  precisionOf,
  prevalenceOf,
  recallOf,
  type ShareName,
  type Shares,
  solveConfusion,
} from './confusion.ts';
import { type Interval, overlap, type Published, type PublishedRow } from './published.ts';
import { possibleOnes } from './whole-counts.ts';

/** A value from the numbers as printed, and the interval that their rounding leaves. */
export interface Implied extends Interval {
  readonly value: number;
}

export interface ImpliedMatrix {
  /** From the numbers as printed. */
  readonly confusion: Confusion;
  /** What it was solved from. */
  readonly from: readonly ShareName[];
  readonly prevalence: Implied;
  readonly mcc?: Implied;
  readonly balancedAccuracy: Implied;
  /** Numbers of ones among the test rows that whole counts allow; only with known test rows, accuracy, precision and recall. */
  readonly possibleOnes?: readonly number[];
}

export interface MatrixAudit {
  readonly implied?: ImpliedMatrix;
  /** Why nothing is implied: a clause. */
  readonly notImpliedBecause?: string;
  /** What cannot be true together: sentences. */
  readonly contradictions: readonly string[];
}

export const SHARE_NAMES: readonly ShareName[] = ['accuracy', 'precision', 'recall', 'f1', 'prevalence'];
const WORDS: Record<ShareName, string> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  prevalence: 'prevalence',
};
const STATISTICS: Record<ShareName, (of: Confusion) => number> = {
  accuracy: accuracyOf,
  precision: precisionOf,
  recall: recallOf,
  f1: f1Of,
  prevalence: prevalenceOf,
};

/** Such as `accuracy 0.7345, precision 0.6914 and recall 0.536`. */
export const sharesInWords = (row: PublishedRow, names: readonly ShareName[]): string =>
  listed(names.map((name) => `${WORDS[name]} ${formatNumber(row[name]!.value)}`));

/** Below it a share of ones is 0 but for rounding in float64. */
const LEAST_SHARE = 1e-9;

export function auditMatrix(row: PublishedRow): MatrixAudit {
  const known = SHARE_NAMES.filter((name) => row[name] !== undefined);
  const f1Contradiction = contradictionOfF1(row);
  const early = f1Contradiction === undefined ? [] : [f1Contradiction];
  const from = determiningShares(known);
  if (from === undefined) {
    return {
      notImpliedBecause:
        'accuracy, precision and recall, or three others of them with F1 and prevalence, are not all known',
      contradictions: early,
    };
  }
  if (from.some((name) => row[name]!.value <= 0 || (name === 'f1' && row.f1!.value >= 1)))
    return { notImpliedBecause: 'a share of 0 leaves the rest open', contradictions: early };
  const solved = solutions(row, from);
  if (solved.length === 0)
    return {
      notImpliedBecause: 'no confusion matrix has its numbers',
      contradictions: [...early, `No confusion matrix has ${sharesInWords(row, from)}.`],
    };
  const share = prevalenceOf(solved[0]!);
  if (share <= LEAST_SHARE || share >= 1 - LEAST_SHARE)
    return { notImpliedBecause: 'its numbers leave one label alone', contradictions: early };
  const range = rangeOver(solved);
  const implied = impliedBy(row, from, solved[0]!, range);
  return { implied, contradictions: [...early, ...contradictions(row, implied, range)] };
}

/** Matrices at the corners, middles and centre of the box that rounding leaves: the extremes of smooth functions lie there. */
function solutions(row: PublishedRow, from: readonly ShareName[]): readonly Confusion[] {
  let boxes: Shares[] = [{}];
  for (const name of from) {
    const { value, low, high } = row[name]!;
    // The centre comes first: it is what the numbers say as printed.
    boxes = boxes.flatMap((box) => [value, low, high].map((share) => ({ ...box, [name]: held(share) })));
  }
  return boxes.flatMap((box) => solveConfusion(box) ?? []);
}

const held = (share: number): number => Math.min(Math.max(share, 0), 1);

type Range = (statistic: (of: Confusion) => number) => Implied;

const rangeOver =
  (solved: readonly Confusion[]): Range =>
  (statistic) => {
    const values = solved.map(statistic).filter(Number.isFinite);
    return { value: statistic(solved[0]!), low: Math.min(...values), high: Math.max(...values) };
  };

function impliedBy(row: PublishedRow, from: readonly ShareName[], confusion: Confusion, range: Range): ImpliedMatrix {
  const prevalence = range(prevalenceOf);
  const mcc = range(mccOf);
  const { testRows, accuracy, precision, recall, f1 } = row;
  const ones =
    testRows !== undefined && accuracy !== undefined && precision !== undefined && recall !== undefined
      ? possibleOnes({ accuracy, precision, recall, ...(f1 === undefined ? {} : { f1 }) }, prevalence, testRows)
      : undefined;
  return {
    confusion,
    from,
    prevalence,
    ...(Number.isFinite(mcc.value) ? { mcc } : {}),
    balancedAccuracy: range(balancedAccuracyOf),
    ...(ones === undefined ? {} : { possibleOnes: ones }),
  };
}

function contradictionOfF1({ f1, precision, recall }: PublishedRow): string | undefined {
  if (f1 === undefined || precision === undefined || recall === undefined) return undefined;
  // F1 rises with both, so its extremes lie at two corners.
  const of = (p: number, r: number): number => (p > 0 && r > 0 ? (2 * p * r) / (p + r) : 0);
  const possible = { low: of(precision.low, recall.low), high: of(precision.high, recall.high) };
  if (overlap(possible, f1)) return undefined;
  const made = formatNumber(of(precision.value, recall.value));
  return `F1 is given as ${formatNumber(f1.value)}, but precision ${formatNumber(precision.value)} and recall ${formatNumber(recall.value)} make ${made}.`;
}

function contradictions(row: PublishedRow, implied: ImpliedMatrix, range: Range): string[] {
  const { from, mcc, possibleOnes: ones } = implied;
  const differing = (what: string, given: Published, made: Implied): string[] =>
    overlap(given, made)
      ? []
      : [
          `${what} is given as ${formatNumber(given.value)}, but ${sharesInWords(row, from)} make ${formatNumber(made.value)}.`,
        ];
  const others = SHARE_NAMES.filter((name) => row[name] !== undefined && !from.includes(name));
  return [
    ...others
      .filter((name) => name !== 'f1' || row.precision === undefined || row.recall === undefined)
      .flatMap((name) => differing(capital(WORDS[name]), row[name]!, range(STATISTICS[name]))),
    ...(row.mcc === undefined || mcc === undefined ? [] : differing('MCC', row.mcc, mcc)),
    ...(ones?.length === 0
      ? [
          `No counts of whole rows among ${formatNumber(row.testRows!)} give ${sharesInWords(row, ['accuracy', 'precision', 'recall'])}.`,
        ]
      : []),
  ];
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
