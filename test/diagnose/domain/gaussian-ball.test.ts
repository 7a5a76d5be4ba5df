import { expect, test } from 'vitest';
import { ballRadii, fitGaussianBall } from '../../../src/diagnose/domain/gaussian-ball.ts';
import { close, fitted, fresh, train, withFlatUnit } from './points.ts';

// numpy 2.4.6 and scipy 1.17.1: sigma = sqrt(mean((X - mean)**2)), distance = norm(Z - mean) / sigma, chi2.sf(distance**2, 2)
test('distances and shares are those of scipy', () => {
  const ball = fitted(fitGaussianBall(train));
  expect(ball.deviation).toBeCloseTo(1.1227137262504236, 14);
  const { distance, confidence } = ball.score(fresh);
  expect(distance).toSatisfy((found: Float64Array) =>
    close(found, [1.0807820836789994, 0.19722050755176337, 3.1245251966994365, 1.4741076024204802]),
  );
  expect(confidence).toSatisfy((found: Float64Array) =>
    close(found, [0.5576381764624601, 0.9807399273500477, 0.0075869254218360995, 0.33739645634465054]),
  );
});

// scipy 1.17.1: chi2.cdf(N**2, d); share = norm.cdf(N) - norm.cdf(-N); sqrt(chi2.ppf(share, d))
test.each([
  [1, 1, 0.6826894921370859, 1],
  [1, 2, 0.3934693402873665, 1.5151729039613386],
  [1, 8, 0.001751622556290824, 3.050231592688852],
  [2, 2, 0.8646647167633873, 2.4859755240637775],
  [2, 8, 0.14287653950145296, 3.973549165999805],
  [3, 2, 0.9888910034617577, 3.43935431177144],
  [3, 8, 0.657704044165409, 4.855367238703066],
])('%d sigmas in %d dimensions hold %d, and hold as much as in one dimension at %d', (sigmas, count, share, radius) => {
  const { literal, matched } = ballRadii(sigmas, count);
  expect(literal.radius).toBe(sigmas);
  expect(literal.share).toBeCloseTo(share, 12);
  expect(matched.radius).toBeCloseTo(radius, 11);
});

test('a unit that does not vary changes nothing', () => {
  const ball = fitted(fitGaussianBall(withFlatUnit(train)));
  expect(ball.flatUnits).toEqual([1]);
  expect(ball.score(withFlatUnit(fresh))).toEqual(fitted(fitGaussianBall(train)).score(fresh));
  expect(ball.radii(2)).toEqual(ballRadii(2, 2));
});
