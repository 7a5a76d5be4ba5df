/** What the card of one row shows, out of what was told of all. */

import { fitGaussianBall } from '../diagnose/domain/gaussian-ball.ts';
import { domainMeasures } from '../diagnose/domain/index.ts';
import type { Points } from '../diagnose/domain/measure.ts';
import type { RowCard } from '../report/row-card.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { ClassifiedRows } from './classify-rows.ts';
import { readLatentRows } from './latent-rows.ts';
import { RECONSTRUCTION } from './table-domain.ts';

const NEIGHBOURS = 8;

/** @param sigmas - that the domain was told with */
export function cardOfRow(run: RunFolder, told: ClassifiedRows, row: number, sigmas: number): RowCard {
  const { label, rowNames, means, train, domain, scores, known, answers } = told;
  const { classes } = label;
  const names = readLatentRows(run)?.splits.train?.names;
  const members = train.classes ?? new Int32Array(train.means.rowCount).fill(-1);
  const mean = Array.from(means.data.subarray(row * means.unitCount, (row + 1) * means.unitCount));
  const width = told.told.length / means.rowCount;
  const own = Array.from(told.told.subarray(row * width, (row + 1) * width));
  const circles = circlesOf(train.samples, sigmas);
  return {
    runName: run.id,
    rowName: String(rowNames.names[row]!),
    labelName: label.name,
    answer: answers === undefined ? String(Number(own[0]!.toPrecision(4))) : classes[answers[row]!]!,
    ...(known?.[row] === undefined ? {} : { known: known[row] }),
    classes: answers === undefined ? [] : classes,
    ...(answers === undefined ? {} : { probabilities: own }),
    mean,
    ...(domain === undefined ? {} : { domain: domain[row]! }),
    ...(circles === undefined ? {} : { circles }),
    measures: [...Object.keys(domainMeasures), RECONSTRUCTION].flatMap((name) => {
      const score = scores[name];
      return score === undefined ? [] : [{ name, distance: score.distance[row]!, confidence: score.confidence[row]! }];
    }),
    // Of a number, hundreds of values are no classes to colour by.
    train: { means: train.means, classes: answers === undefined ? members.map(() => -1) : members },
    neighbours: nearest(train.means, mean).map(({ at, distance }) => ({
      name: String(names?.[at] ?? at),
      class: classes[members[at]!] ?? 'none',
      distance,
    })),
  };
}

function nearest({ rowCount, unitCount, data }: Points, mean: readonly number[]): { at: number; distance: number }[] {
  return Array.from({ length: rowCount }, (_, at) => ({
    at,
    distance: Math.hypot(...mean.map((value, unit) => value - data[at * unitCount + unit]!)),
  }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, NEIGHBOURS);
}

/** Circles of the ball around sampled train latents, where a plane shows it whole. */
function circlesOf(samples: Points, sigmas: number): RowCard['circles'] {
  const ball = fitGaussianBall(samples);
  if ('notFitted' in ball || samples.unitCount !== 2 || ball.mean.length !== 2) return undefined;
  const { literal, matched } = ball.radii(sigmas);
  const [x, y] = ball.mean as unknown as readonly [number, number];
  return [
    { name: `${sigmas} sigma`, x, y, radius: literal.radius * ball.deviation },
    { name: 'as much as in one dimension', x, y, radius: matched.radius * ball.deviation },
  ];
}
