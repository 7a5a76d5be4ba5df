/**
 * What keeps the numbers of a run from being held beside those of others. Held-out rows that were balanced are another
 * test set: accuracy, F1 and every loss move with the share of ones, whatever the model.
 *
 * Of two runs `elbo compare` says which numbers measure the same. Other data, another split, threshold or mask leave none;
 * other labels those of labels, another scale what does not depend on it, other units of the objective all but the loss and
 * the weighted KL. Differences of the rest are withheld.
 *
 * Try: balance the train rows alone (data.balance.splits: train), and compare runs on one test set.
 */
import { formatNumber } from '../base/format-number.ts';
import type { ClassCounts } from '../data/balance.ts';
import { SPLIT_NAMES } from '../data/dataset.ts';
import type { Diagnostic } from './diagnostic.ts';

export const diagnoseComparability: Diagnostic = ({ data }) => {
  const balance = data?.balance;
  if (balance?.splits !== 'all') return undefined;
  const heldOut = SPLIT_NAMES.filter((name) => name !== 'train' && balance.counts[name] !== undefined);
  const said = heldOut.map((name) => {
    const { before, after } = balance.counts[name]!;
    return `${name} had ${shares(before)}, and has ${shares(after)}`;
  });
  return {
    id: 'comparability',
    verdict: 'warning',
    title: `Held-out rows were balanced by ${balance.by} too, so no number here compares with a run on the data as they are: ${said.join('; ')}.`,
    evidence: Object.assign(
      { balancedBy: balance.by },
      ...heldOut.map((name) => ({
        [`${name}RowsBefore`]: total(balance.counts[name]!.before),
        [`${name}RowsAfter`]: total(balance.counts[name]!.after),
      })),
    ),
    advice: ['Set data.balance.splits: train, and read the label with its prior corrected.'],
  };
};

const total = (counts: ClassCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

const shares = (counts: ClassCounts): string =>
  Object.entries(counts)
    .map(
      ([name, count]) => `${formatNumber(Number(((100 * count) / total(counts)).toPrecision(3)))} % of class ${name}`,
    )
    .join(' and ');
