import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelPlaces } from '../../src/figures/label-places.ts';

test('labels keep their order, their distance and, where they fit, the plot', () => {
  const wanted = fc.array(fc.double({ min: 0, max: 320, noNaN: true }), { maxLength: 15 });
  fc.assert(
    fc.property(wanted, (positions) => {
      const places = labelPlaces(positions, 15, 320);
      const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]!);
      for (let i = 1; i < order.length; i++) {
        expect(places[order[i]!]! - places[order[i - 1]!]!).toBeGreaterThan(15 - 1e-9);
      }
      for (const place of places) expect(place >= 0 && place <= 320).toBe(true);
    }),
  );
});

test('labels that are far enough apart stay where they are', () => {
  expect(labelPlaces([200, 20, 100], 15, 320)).toEqual([200, 20, 100]);
});
