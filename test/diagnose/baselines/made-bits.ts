/** Bits that a short program in any language makes again: for numbers from other toolkits. */
import type { SeenAndHidden } from '../../../src/diagnose/baselines/hidden-columns.ts';
import type { Matrix } from '../../../src/diagnose/baselines/matrix-product.ts';

/** A linear congruential generator: state * 1103515245 + 12345 modulo 2^31, divided by 2^31. */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
    return state / 2147483648;
  };
}

export const matrix = (rows: number, columns: number, valueAt: (row: number, column: number) => number): Matrix => ({
  rows,
  columns,
  data: Float32Array.from({ length: rows * columns }, (_, i) => valueAt(Math.floor(i / columns), i % columns)),
});

export const part = ({ columns, data }: Matrix, first: number, last: number): Matrix => ({
  rows: last - first,
  columns,
  data: data.slice(first * columns, last * columns),
});

/** Rows `first` to `last` of both. */
export const rowsOf = ({ seen, hidden }: SeenAndHidden, first: number, last: number): SeenAndHidden => ({
  seen: part(seen, first, last),
  hidden: part(hidden, first, last),
});

/**
 * Seen bits are 1 in 3 of 10 cases; hidden column j follows seen columns j and j + 1 (each adds 2 to a logit of -2).
 * All seen bits are drawn first, row after row, then all hidden ones.
 */
export function madeBits(rows: number, seenCount: number, hiddenCount: number, seed: number): SeenAndHidden {
  const next = uniforms(seed);
  const seen = matrix(rows, seenCount, () => Number(next() < 0.3));
  const hidden = matrix(rows, hiddenCount, (i, j) => {
    const bit = (k: number): number => seen.data[i * seenCount + (k % seenCount)]!;
    return Number(next() < 1 / (1 + Math.exp(2 - 2 * bit(j) - 2 * bit(j + 1))));
  });
  return { seen, hidden };
}
