import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DomainMeasureKind, domainMeasures } from '../../../src/diagnose/domain/index.ts';
import { classes, fitted, fresh, pointsOf, train, withFlatUnit } from './points.ts';

const measures = Object.entries(domainMeasures) as [string, DomainMeasureKind][];

test.each(measures)('%s: farther out means less confidence, from 1 to 0, and every number is finite', (_, kind) => {
  const measure = fitted(kind.fit({ means: train, samples: train, classes }));
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 8 }), (rows) => {
      const { distance, confidence } = measure.score(pointsOf(rows));
      expect(distance).toHaveLength(rows.length);
      const order = Array.from(distance.keys()).sort((a, b) => distance[a]! - distance[b]!);
      order.forEach((row, i) => {
        expect(Number.isFinite(distance[row]!)).toBe(true);
        expect(confidence[row]!).toBeGreaterThanOrEqual(0);
        expect(confidence[row]!).toBeLessThanOrEqual(1);
        if (i > 0) expect(confidence[row]!).toBeLessThanOrEqual(confidence[order[i - 1]!]! + 1e-12);
      });
    }),
    { numRuns: 30 },
  );
});

const coordinate = fc.double({ min: -20, max: 20, noNaN: true });

test.each(measures)('%s: a unit that collapsed is named, and no number is lost to it', (_, kind) => {
  const points = withFlatUnit(train);
  const measure = fitted(kind.fit({ means: points, samples: points, classes }));
  expect(measure.flatUnits).toEqual([1]);
  const { distance, confidence } = measure.score(withFlatUnit(fresh));
  expect([...distance, ...confidence].every(Number.isFinite)).toBe(true);
});

test.each(measures)('%s: a latent that collapsed altogether is refused in words', (_, kind) => {
  const collapsed = pointsOf(Array.from({ length: 12 }, () => [0.1, -0.2]));
  expect(kind.fit({ means: collapsed, samples: collapsed, classes })).toEqual({
    notFitted: 'no unit varies over the rows: the latent is collapsed',
  });
});

test('measures of classes need labels', () => {
  const named = measures.filter(([, kind]) => 'notFitted' in kind.fit({ means: train, samples: train }));
  expect(named.map(([name]) => name)).toEqual(['class-density-ratio', 'class-distances', 'tied-class-distances']);
  expect(domainMeasures['class-distances'].fit({ means: train, samples: train })).toEqual({
    notFitted: 'the data have no labels',
  });
});
