/**
 * What is odd about the data themselves, known before any training.
 *
 * Try: a scale fitted on train rows, larger held-out parts, copies of one sample kept in one part.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Balance } from '../data/balance.ts';
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { VERDICTS, type Verdict } from './finding.ts';

export interface DataFacts {
  readonly splitRowCounts: Readonly<Record<SplitName, number>>;
  /** Names of the columns that hold one value on all train rows. */
  readonly constantColumns: readonly string[];
  readonly featureCount: number;
  /** Held-out rows whose numbers equal those of a train row. */
  readonly seenInTrain: { readonly validation: number; readonly test: number };
  /** Rows per class over all rows; missing labels are not counted. */
  readonly label?: { readonly name: string; readonly classCounts: Readonly<Record<string, number>> };
  /** The rows whose statistics scaled the data; absent where nothing was scaled. */
  readonly standardizedOn?: 'train' | 'all';
  /** Absent where classes were left as they are. */
  readonly balance?: Balance;
}

/** Under 30 held-out rows one row moves a share by more than 3 points: less than most differences people report. */
const FEWEST_HELD_OUT = 30;
/** Sparse data repeat rows by nature (empty windows); above a tenth the held-out rows measure memory. */
const MOST_SEEN = 0.1;
/** From here on always answering the larger class looks like 90 % accuracy. */
const LARGEST_CLASS = 0.9;

interface Issue {
  readonly verdict: Verdict;
  /** A clause: the title joins them. */
  readonly says: string;
  readonly evidence: Readonly<Record<string, number | string>>;
  readonly advice?: string;
}

export const diagnoseData: Diagnostic = ({ data }) => {
  if (data === undefined) return undefined;
  const found = [scaling(data), ...seen(data), ...small(data), balance(data), constant(data)].filter(
    (issue) => issue !== undefined,
  );
  const issues = found.sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  const { train, validation, test } = data.splitRowCounts;
  const counts = { trainRows: train, validationRows: validation, testRows: test, columns: data.featureCount };
  const size = `${rows(train)} train, ${rows(validation)} validation and ${rows(test)} test rows of ${columns(data.featureCount)}`;
  return {
    id: 'data',
    verdict: issues[0]?.verdict ?? 'good',
    title:
      issues.length === 0
        ? `Nothing odd in the data: ${size}.`
        : `${capital(issues.map(({ says }) => says).join('; '))}.`,
    evidence: Object.assign({}, counts, ...issues.map(({ evidence }) => evidence)),
    advice: [...new Set(issues.flatMap(({ advice }) => advice ?? []))],
  };
};

function scaling({ standardizedOn }: DataFacts): Issue | undefined {
  if (standardizedOn !== 'all') return undefined;
  return {
    verdict: 'warning',
    says: 'the scaling was fitted on all rows, so held-out rows leak into training',
    evidence: { standardizedOn },
    advice: 'Set data.standardize.fitOn: train.',
  };
}

function seen({ seenInTrain, splitRowCounts }: DataFacts): Issue[] {
  return (['validation', 'test'] as const).flatMap((split) => {
    const count = seenInTrain[split];
    if (count === 0) return [];
    const share = count / splitRowCounts[split];
    return {
      verdict: share > MOST_SEEN ? 'warning' : 'note',
      says: `${formatNumber(count)} of ${formatNumber(splitRowCounts[split])} ${split} rows also occur in train (${percent(share)})`,
      evidence: { [`${split}RowsSeenInTrain`]: count },
      advice:
        'Where equal rows are copies of one sample, keep them in one part of the split: held-out losses flatter the model otherwise.',
    };
  });
}

function small({ splitRowCounts }: DataFacts): Issue[] {
  const { validation, test } = splitRowCounts;
  if (validation + test === 0) {
    const advice = 'Set data.split so that some rows are held out.';
    return [
      { verdict: 'warning', says: 'no rows are held out, so nothing here speaks of new data', evidence: {}, advice },
    ];
  }
  return SPLIT_NAMES.filter((split) => split !== 'train').flatMap((split) => {
    const count = splitRowCounts[split];
    if (count === 0 || count >= FEWEST_HELD_OUT) return [];
    return {
      verdict: 'warning',
      says: `${split} has ${count === 1 ? 'only 1 row' : `only ${count} rows`}, so one row is ${percent(1 / count)} of every number there`,
      evidence: {},
      advice: `Enlarge the ${split} part, or repeat over folds.`,
    };
  });
}

function balance({ label }: DataFacts): Issue | undefined {
  if (label === undefined) return undefined;
  const counts = Object.entries(label.classCounts);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const [largest, count] = counts.reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0]);
  if (counts.length < 2 || count <= LARGEST_CLASS * total) return undefined;
  return {
    verdict: 'note',
    says: `${percent(count / total)} of the rows are of class "${largest}" of ${label.name}, so always answering it is that accurate`,
    evidence: { largestClass: largest, largestClassShare: count / total },
    advice: 'Read MCC and balanced accuracy in place of accuracy, or set data.balance.',
  };
}

function constant({ constantColumns, featureCount }: DataFacts): Issue | undefined {
  const count = constantColumns.length;
  if (count === 0) return undefined;
  const names = constantColumns.slice(0, 3).join(', ') + (count > 3 ? ', ...' : '');
  return {
    verdict: 'note',
    says: `${formatNumber(count)} of ${columns(featureCount)} ${count === 1 ? 'is' : 'are'} constant on train (${names})`,
    evidence: { constantColumns: count },
  };
}

const percent = (share: number): string => `${formatNumber(Number((100 * share).toPrecision(3)))} %`;
const rows = formatNumber;
const columns = (count: number): string => `${formatNumber(count)} ${count === 1 ? 'column' : 'columns'}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
