import { expect, test } from 'vitest';
import { unitBars } from '../../src/figures/unit-bars.ts';

test('units are sorted by their value and keep their number, counted from 1', () => {
  const values = [0.1, 3, 0.5];
  const units = values.map((value) => ({ value, active: value > 0.2 }));
  const { data } = unitBars({ title: 'KL', yTitle: 'nats', units });
  expect(data.units!.map(({ unit, state }) => [unit, state])).toEqual([
    ['2', 'active'],
    ['3', 'active'],
    ['1', 'not active'],
  ]);
});
