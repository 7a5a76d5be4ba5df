import { expect, test } from 'vitest';
import { fitColumnNeighbours } from '../../../src/diagnose/baselines/column-neighbours.ts';
import { hiddenNats, type SeenAndHidden } from '../../../src/diagnose/baselines/hidden-columns.ts';
import { matrix, part, rowsOf, uniforms } from './made-bits.ts';

/** Three numbers between 0 and 1; column j of two is likelier a 1 where number j is above a half. */
function continuous(): SeenAndHidden {
  const next = uniforms(5);
  const seen = matrix(80, 3, () => next());
  return { seen, hidden: matrix(80, 2, (i, j) => Number(next() < 0.2 + 0.6 * Number(seen.data[3 * i + j]! > 0.5))) };
}
const data = continuous();
const train = rowsOf(data, 0, 60);

/**
 * scikit-learn 1.9.1: (KNeighborsRegressor(k).fit(...).predict(rows) * k + rates) / (k + 1). Of validation rows 60 to 69 one
 * neighbour has the lowest loss, 1.0056722 nats, of rows 70 to 79 five have, 1.1285532.
 */
test.each([
  [60, 1, 1.0056721696627573, [0.7416666666666667, 0.725, 0.24166666666666667, 0.225]],
  [70, 5, 1.1285531955296761, [0.5805555555555556, 0.7416666666666667, 0.5805555555555556, 0.24166666666666667]],
])(
  'on validation rows from %d as many neighbours vote as scikit-learn would choose',
  async (first, k, nats, wanted) => {
    const validation = rowsOf(data, first, first + 10);
    const fit = await fitColumnNeighbours(train, validation);
    expect(fit.neighbourCount).toBe(k);
    expect(hiddenNats(validation.hidden, await fit.probabilities(validation.seen))).toBeCloseTo(nats, 10);
    (await fit.probabilities(part(data.seen, 70, 72))).forEach((probability, i) => {
      expect(probability).toBeCloseTo(wanted[i]!, 12);
    });
  },
);

test('on bits the nearest rows are those with fewest bits that differ', async () => {
  const seen = matrix(4, 4, (i, j) => Number(j < i));
  const hidden = matrix(4, 1, (i) => Number(i >= 2));
  const fit = await fitColumnNeighbours({ seen, hidden }, { seen, hidden });
  expect(fit.neighbourCount).toBe(1);
  const found = await fit.probabilities(matrix(1, 4, (_, j) => Number(j < 3)));
  expect(found[0]).toBe((1 + 0.5) / 2);
});

test('without validation rows 25 vote, or all train rows where they are fewer', async () => {
  const none = rowsOf(data, 0, 0);
  expect((await fitColumnNeighbours(train, none)).neighbourCount).toBe(25);
  expect((await fitColumnNeighbours(rowsOf(data, 0, 7), none)).neighbourCount).toBe(1);
});
