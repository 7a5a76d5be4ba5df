/** Whether one row lies where the model was trained, with what confidence, and why: for a person who asks about that row. */
import { formatNumber } from '../../base/format-number.ts';
import { percent } from '../wording.ts';
import { fitGaussianBall } from './gaussian-ball.ts';
import type { DomainTrain } from './index.ts';
import type { NotFitted, Points } from './measure.ts';
import { fitNeighbourDistance } from './neighbour-distance.ts';
import { fitUnitTest, type UnitTest, type UnitTestScores } from './unit-t-test.ts';

export interface RowDomain {
  /** Distance of the posterior mean from the middle of the sampled train latents, in their standard deviation. */
  readonly sigmas: number;
  /** Within N of them, and within the radius that holds as much of a Gaussian as N does in one dimension. */
  readonly insideLiteral: boolean;
  readonly insideMatched: boolean;
  /** That the posterior mean is another draw of what the train means were drawn from: t tests of its units, Bonferroni. */
  readonly confidence: number;
  /** Sentences; the first tells the side of the matched radius. */
  readonly why: readonly string[];
}

export interface RowDomainOptions {
  /** N: how many standard deviations count as inside. */
  readonly sigmas?: number;
}

/** A unit or a distance rarer than this among train rows is given as a reason. */
const RARE = 0.05;

/**
 * The two proposals side by side: a ball around sampled latents for the domain, t tests of the means for the confidence.
 * Neighbours are looked at too, because a ball holds the gap between two classes.
 */
export function fitRowDomain(
  train: DomainTrain,
  { sigmas = 2 }: RowDomainOptions = {},
): ((points: Points) => readonly RowDomain[]) | NotFitted {
  const ball = fitGaussianBall(train.samples);
  if ('notFitted' in ball) return ball;
  const units = fitUnitTest(train.means);
  if ('notFitted' in units) return units;
  const neighbours = fitNeighbourDistance(train.means);
  if ('notFitted' in neighbours) return neighbours;
  const { literal, matched } = ball.radii(sigmas);
  return (points) => {
    const places = ball.score(points);
    const tests = units.score(points);
    const near = neighbours.score(points);
    return Array.from(places.distance, (distance, row): RowDomain => {
      const insideMatched = distance <= matched.radius;
      const held = `${formatNumber(Number(matched.radius.toPrecision(3)))}, which holds ${percent(matched.share)} of a Gaussian`;
      return {
        sigmas: distance,
        insideLiteral: distance <= literal.radius,
        insideMatched,
        confidence: tests.confidence[row]!,
        why: [
          `It lies ${formatNumber(Number(distance.toPrecision(3)))} standard deviations from the middle of the train latents, ${insideMatched ? 'within' : 'beyond'} ${held}.`,
          ...rareUnits(units, tests, row),
          ...(near.confidence[row]! < RARE
            ? [
                `Its ${neighbours.neighbourCount} nearest train rows are ${formatNumber(Number(near.distance[row]!.toPrecision(3)))} away on average; ${percent(1 - near.confidence[row]!)} of train rows have nearer ones.`,
              ]
            : []),
        ],
      };
    });
  };
}

function rareUnits({ units }: UnitTest, { t, pValue }: UnitTestScores, row: number): string[] {
  return units.flatMap((unit, k) => {
    const at = row * units.length + k;
    if (pValue[at]! * units.length >= RARE) return [];
    const side = t[at]! < 0 ? 'below' : 'above';
    return [
      `Unit ${unit + 1} is ${formatNumber(Number(Math.abs(t[at]!).toPrecision(3)))} standard deviations ${side} its train mean.`,
    ];
  });
}
