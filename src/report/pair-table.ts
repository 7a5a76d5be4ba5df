/** A modality predicted while another is hidden beside it as a dummy: a model for each pair, pair by pair. */
import type { MeanInterval } from '../base/statistics.ts';
import type { Cell, Table } from './tables.ts';

/** One pair on one split, over the repeats of a study. Nats per row, of the hidden primary modality alone. */
export interface PairComparison {
  readonly primary: string;
  readonly dummy: string;
  readonly split: string;
  readonly rowCount: number;
  readonly reconstruction: MeanInterval;
  /** One rate, or one mean, of train rows; then one for each column. */
  readonly constant: MeanInterval;
  readonly perColumn: MeanInterval;
  /** Over the column means; absent where there is no floor. */
  readonly skill?: MeanInterval;
  /** Of the whole posterior. */
  readonly kl: MeanInterval;
}

/** Skill on one split: a row for each modality that is predicted, a column for each that is hidden beside it. */
export function pairMatrix(pairs: readonly PairComparison[], split: string): Table {
  const own = pairs.filter((pair) => pair.split === split);
  const primaries = names(own, 'primary');
  // The dummies of the first modality are all the others: those that are predicted too come in that order.
  const dummies = [...new Set([...primaries, ...names(own, 'dummy')])].filter((name) =>
    own.some(({ dummy }) => dummy === name),
  );
  const cell = (primary: string, dummy: string): Cell =>
    own.find((pair) => pair.primary === primary && pair.dummy === dummy)?.skill;
  return {
    header: [`hidden, ${split}`, ...dummies.map((name) => `with ${name}`)],
    rows: primaries.map((primary) => [primary, ...dummies.map((dummy) => cell(primary, dummy))]),
  };
}

export const pairTable = (pairs: readonly PairComparison[]): Table => ({
  header: ['hidden', 'dummy', 'split', 'rows', 'reconstruction', 'constant', 'per column', 'skill', 'KL, raw'],
  rows: pairs.map(({ primary, dummy, split, rowCount, reconstruction, constant, perColumn, skill, kl }) => [
    primary,
    `with ${dummy}`,
    split,
    rowCount,
    reconstruction,
    constant,
    perColumn,
    skill,
    kl,
  ]),
});

/** Splits that pairs were evaluated on, held-out ones alone where there are some. */
export function pairSplits(pairs: readonly PairComparison[]): string[] {
  const all = names(pairs, 'split');
  const heldOut = all.filter((split) => split !== 'train');
  return heldOut.length === 0 ? all : heldOut;
}

const names = (pairs: readonly PairComparison[], key: 'primary' | 'dummy' | 'split'): string[] => [
  ...new Set(pairs.map((pair) => pair[key])),
];
