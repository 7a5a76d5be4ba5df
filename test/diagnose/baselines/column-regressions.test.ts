import { expect, test } from 'vitest';
import { fitColumnRegressions } from '../../../src/diagnose/baselines/column-regressions.ts';
import { hiddenNats } from '../../../src/diagnose/baselines/hidden-columns.ts';
import { madeBits, matrix, part, rowsOf } from './made-bits.ts';

const small = madeBits(60, 5, 3, 7);
const nothing = rowsOf(small, 0, 0);

// scikit-learn 1.9.1: LogisticRegression(C=1/penalty, tol=1e-12).fit on 50 rows of each column, predict_proba on the next 3
test.each([
  [
    1,
    [0.42200152875885494, 0.2344353602684686, 0.21320904554492778, 0.1687110228450721, 0.29887487579101907],
    [0.22558550060344323, 0.7117412462870715, 0.21148743445870005, 0.07002366275340671],
  ],
  [
    10,
    [0.3745530175142192, 0.2909187383800757, 0.2435785562830293, 0.30258927548956366, 0.3289637622507847],
    [0.2518088057572398, 0.4554311740364338, 0.28179395646479827, 0.1845364981995182],
  ],
])('probabilities at a penalty of %d are those of scikit-learn', async (penalty, first, rest) => {
  const fit = await fitColumnRegressions(rowsOf(small, 0, 50), nothing, { penalties: [penalty] });
  expect(fit).toMatchObject({ penalty, converged: true });
  const found = await fit.probabilities(part(small.seen, 50, 53));
  [...first, ...rest].forEach((wanted, i) => {
    expect(found[i]).toBeCloseTo(wanted, 5);
  });
});

/** The same program: cross-entropy of validation rows 3.789, 3.286 and 3.0233827 nats at penalties 100, 10 and 1, of test rows 3.1577357 at 1. */
test('the penalty is the one with the lowest loss on validation', async () => {
  const data = madeBits(400, 12, 6, 11);
  const validation = rowsOf(data, 200, 300);
  const fit = await fitColumnRegressions(rowsOf(data, 0, 200), validation);
  expect(fit).toMatchObject({ penalty: 1, converged: true });
  expect(hiddenNats(validation.hidden, await fit.probabilities(validation.seen))).toBeCloseTo(3.023382707426836, 4);
  const tested = rowsOf(data, 300, 400);
  expect(hiddenNats(tested.hidden, await fit.probabilities(tested.seen))).toBeCloseTo(3.157735661745729, 4);
});

test('without validation rows the strongest penalty is taken', async () => {
  expect((await fitColumnRegressions(rowsOf(small, 0, 50), nothing)).penalty).toBe(100);
});

test('a column that never or always is 1 keeps its rate', async () => {
  const seen = matrix(20, 2, (i, j) => (i >> j) & 1);
  const hidden = matrix(20, 2, (_, j) => j);
  const fit = await fitColumnRegressions({ seen, hidden }, nothing, { penalties: [1] });
  const found = await fit.probabilities(part(seen, 0, 2));
  [0.025, 0.975, 0.025, 0.975].forEach((wanted, i) => {
    expect(found[i]).toBeCloseTo(wanted, 12);
  });
});

test('no column seen leaves the rates, and columns that tell all leave no infinite loss', async () => {
  const hidden = matrix(8, 1, (i) => Number(i % 4 === 0));
  const blind = await fitColumnRegressions({ seen: matrix(8, 0, () => 0), hidden }, nothing);
  expect((await blind.probabilities(matrix(1, 0, () => 0)))[0]).toBeCloseTo(0.25, 4);
  const telling = { seen: matrix(8, 1, (i) => 1e6 * Number(i % 4 === 0)), hidden };
  const fit = await fitColumnRegressions(telling, telling, { penalties: [1e-9] });
  expect(hiddenNats(hidden, await fit.probabilities(telling.seen))).toBeLessThan(1e-6);
});
