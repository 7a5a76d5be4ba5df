import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../src/base/options.ts';
import { dataOptions } from '../../../src/data/data-options.ts';
import { readRows } from '../../../src/data/dataset.ts';
import { loadDataset } from '../../../src/data/load.ts';
import { fitColumnNeighbours } from '../../../src/diagnose/baselines/column-neighbours.ts';
import { fitColumnRegressions } from '../../../src/diagnose/baselines/column-regressions.ts';
import { fitCopiedColumns, samePositions } from '../../../src/diagnose/baselines/copied-columns.ts';
import { columnRates, hiddenNats, type SeenAndHidden } from '../../../src/diagnose/baselines/hidden-columns.ts';
import { sharedData } from '../../shared-data.ts';
import { matrix } from './made-bits.ts';

const file = sharedData('epigenome/k562_flat_301.csv');

/** H3K27ac of K562 from the two other marks and expression: rows by position, 1370 train, 152 validation, 380 test. */
describe.skipIf(file === undefined)('H3K27ac of K562 from the other marks', async () => {
  if (file === undefined) return;
  const data = parseOptions(dataOptions, { source: file }, 'data');
  const dataset = await loadDataset(data, { baseFolder: '.' });
  const isHidden = (column: number): boolean => column >= 200 && column < 300;
  const all = Array.from({ length: 301 }, (_, j) => j);
  const rows = (first: number, last: number): SeenAndHidden => {
    const values = readRows(
      dataset,
      Int32Array.from({ length: last - first }, (_, i) => first + i),
    );
    const of = (columns: readonly number[]) =>
      matrix(last - first, columns.length, (i, j) => values[i * 301 + columns[j]!]!);
    return { seen: of(all.filter((j) => !isHidden(j))), hidden: of(all.filter(isHidden)) };
  };
  const [train, validation, test_] = [rows(0, 1370), rows(1370, 1522), rows(1522, 1902)];
  const rates = columnRates(train.hidden);
  const constant = hiddenNats(
    test_.hidden,
    Float64Array.from(test_.hidden.data, (_, i) => rates[i % 100]!),
  );
  const skill = (nats: number): number => 1 - nats / constant;

  /** scikit-learn 1.9.1, LogisticRegression(C=1/penalty, tol=1e-8) per column: 11.444031 on validation (13.161 at 100, 12.448 at 1), 10.405755 on test. */
  test('logistic regression is that of scikit-learn, with a skill of 0.58 over the rates', async () => {
    const fit = await fitColumnRegressions(train, validation);
    expect(fit).toMatchObject({ penalty: 10, converged: true });
    expect(hiddenNats(validation.hidden, await fit.probabilities(validation.seen))).toBeCloseTo(11.444031, 3);
    const nats = hiddenNats(test_.hidden, await fit.probabilities(test_.seen));
    expect(nats).toBeCloseTo(10.405755, 3);
    expect(constant).toBeCloseTo(25.032949331265907, 8);
    expect(skill(nats)).toBeGreaterThan(0.58);
  });

  test('neighbours and a copy of H3K4me3 save less, and yet near a half', async () => {
    const near = await fitColumnNeighbours(train, validation);
    expect(skill(hiddenNats(test_.hidden, await near.probabilities(test_.seen)))).toBeCloseTo(0.46, 1);
    const names = dataset.columns;
    const places = (first: number): Int32Array =>
      samePositions(names.slice(200, 300), names.slice(first, first + 100)).map((place) => place + first);
    const copy = await fitCopiedColumns(train, validation, [
      { name: 'H3K27me3', columns: places(0) },
      { name: 'H3K4me3', columns: places(100) },
    ]);
    expect(copy.source).toBe('H3K4me3');
    expect(skill(hiddenNats(test_.hidden, await copy.probabilities(test_.seen)))).toBeCloseTo(0.47, 1);
  });
});
