/** Cross-validation: over all folds every row tests once. */
import type { Split } from './dataset.ts';

export interface FoldShares {
  /** Counted from 1. */
  readonly which: number;
  readonly of: number;
  /** Shares of all rows, as far as the other folds have them. */
  readonly validation: number;
  readonly train: number;
}

/**
 * One fold tests. Going round from its end, the rows that follow it train and those before it validate.
 *
 * @param strata - row numbers, in the order in which they are dealt; each is cut in the same shares
 */
export function cutFold(strata: readonly ArrayLike<number>[], { which, of, validation, train }: FoldShares): Split {
  const parts: [number[], number[], number[]] = [[], [], []];
  for (const stratum of strata) {
    const rows = Array.from(stratum);
    const at = (share: number): number => Math.floor(rows.length * share + 1e-9);
    const [first, end] = [at((which - 1) / of), at(which / of)];
    const others = [...rows.slice(end), ...rows.slice(0, first)];
    const validated = Math.min(others.length, at(validation));
    const trained = Math.min(others.length - validated, at(train));
    parts[0].push(...others.slice(0, trained));
    parts[1].push(...others.slice(others.length - validated));
    parts[2].push(...rows.slice(first, end));
  }
  const [trainRows, held, test] = parts.map((rows) => Int32Array.from(rows).sort());
  return { train: trainRows!, validation: held!, test: test! };
}

/** Leaves out what lies within so many rows of test, and train rows within so many of validation. */
export function withGaps({ train, validation, test }: Split, gap: number, rowCount: number): Split {
  const nearTest = neighbours(test);
  const kept = validation.filter((row) => nearTest[row] === 0);
  const nearKept = neighbours(kept);
  return { train: train.filter((row) => nearTest[row] === 0 && nearKept[row] === 0), validation: kept, test };

  function neighbours(rows: Int32Array): Uint8Array {
    const isNear = new Uint8Array(rowCount);
    for (const row of rows) isNear.fill(1, Math.max(0, row - gap), row + gap + 1);
    return isNear;
  }
}
