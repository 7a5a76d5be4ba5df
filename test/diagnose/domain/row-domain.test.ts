import { expect, test } from 'vitest';
import { fitRowDomain } from '../../../src/diagnose/domain/row-domain.ts';
import { fitted, fresh, pointsOf, train } from './points.ts';

// Distances, radii and t are those of scipy 1.17.1 in the tests of the single measures.
test('a row in the middle is inside, with the t test as its confidence', () => {
  const [middle] = fitted(fitRowDomain({ means: train, samples: train }))(fresh);
  expect(middle).toEqual({
    sigmas: expect.closeTo(1.0807820836789994, 12),
    insideLiteral: true,
    insideMatched: true,
    confidence: expect.closeTo(0.781354653906829, 10),
    why: [
      'It lies 1.08 standard deviations from the middle of the train latents, within 2.49, which holds 95 % of a Gaussian.',
    ],
  });
});

test('a row far out is told why', () => {
  const judge = fitted(fitRowDomain({ means: train, samples: train }));
  const [far] = judge(pointsOf([[-9, 1]]));
  expect(far).toMatchObject({ insideLiteral: false, insideMatched: false });
  expect(far!.confidence).toBeLessThan(0.001);
  expect(far!.why).toEqual([
    'It lies 7.42 standard deviations from the middle of the train latents, beyond 2.49, which holds 95 % of a Gaussian.',
    'Unit 1 is 6.37 standard deviations below its train mean.',
  ]);
});

test('N standard deviations and the radius that holds as much differ between them', () => {
  const [, , out] = fitted(fitRowDomain({ means: train, samples: train }, { sigmas: 3 }))(fresh);
  expect(out).toMatchObject({ insideLiteral: false, insideMatched: true });
});

test('a gap between two classes is inside the ball, yet without neighbours', () => {
  const ring = pointsOf(
    Array.from({ length: 60 }, (_, i) => [3 * Math.cos((i * Math.PI) / 30), 3 * Math.sin((i * Math.PI) / 30)]),
  );
  const [gap] = fitted(fitRowDomain({ means: ring, samples: ring }))(pointsOf([[0, 0]]));
  expect(gap!.insideLiteral).toBe(true);
  expect(gap!.why.slice(1)).toEqual([
    'Its 5 nearest train rows are 3 away on average; 98 % of train rows have nearer ones.',
  ]);
});

test('a collapsed latent has no domain', () => {
  const collapsed = pointsOf(Array.from({ length: 9 }, () => [0.1, 0.2]));
  expect(fitRowDomain({ means: collapsed, samples: train })).toEqual({
    notFitted: 'no unit varies over the rows: the latent is collapsed',
  });
});
