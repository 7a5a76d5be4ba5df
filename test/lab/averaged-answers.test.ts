import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toLogits } from '../../src/lab/averaged-answers.ts';

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

test('the logits of a modality give its probabilities back, and those of 0 and 1 are finite', () => {
  const probability = fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(probability, probability, probability), { minLength: 1 }), (rows) => {
      const given = Float32Array.from(rows.flat());
      const answers = given.slice();
      toLogits(answers, 3, { name: 'marks', start: 1, count: 2 });
      rows.forEach((_, row) => {
        expect(answers[3 * row]).toBe(given[3 * row]);
        for (const i of [3 * row + 1, 3 * row + 2]) {
          expect(Number.isFinite(answers[i])).toBe(true);
          expect(sigmoid(answers[i]!)).toBeCloseTo(given[i]!, 6);
        }
      });
    }),
  );
});
