/** Every measure of how far a latent lies from those of train. Reconstruction has a measure of its own: it reads losses. */
import { fitClassDistances } from './class-distances.ts';
import { fitClassDensityRatio, fitDensityRatio } from './density-ratio.ts';
import { fitDiagonalGaussian } from './diagonal-gaussian.ts';
import { fitFullGaussian } from './full-gaussian.ts';
import { fitGaussianBall } from './gaussian-ball.ts';
import { fitKernelDensity } from './kernel-density.ts';
import type { DomainMeasure, NotFitted, Points } from './measure.ts';
import { fitNeighbourDistance } from './neighbour-distance.ts';
import { fitUnitTest } from './unit-t-test.ts';

/** What is known of train. */
export interface DomainTrain {
  /** `[rows, latent]` posterior means. */
  readonly means: Points;
  /** `[rows, latent]` the same with sampling on. */
  readonly samples: Points;
  /** `[rows]` class indices; -1 where a row has none. */
  readonly classes?: Int32Array;
}

export interface DomainMeasureKind {
  readonly title: string;
  /** What a distance of 1 is. */
  readonly distanceUnit: string;
  readonly fit: (train: DomainTrain) => DomainMeasure | NotFitted;
}

const withClasses = (train: DomainTrain, measure: (classes: Int32Array) => DomainMeasure | NotFitted) =>
  train.classes === undefined ? { notFitted: 'the data have no labels' } : measure(train.classes);

const SIGMAS = 'standard deviations';

export const domainMeasures = {
  'gaussian-ball': {
    title: 'one Gaussian of equal width on sampled latents',
    distanceUnit: SIGMAS,
    fit: ({ samples }) => fitGaussianBall(samples),
  },
  'diagonal-gaussian': {
    title: 'one Gaussian, a width for each unit',
    distanceUnit: SIGMAS,
    fit: ({ means }) => fitDiagonalGaussian(means),
  },
  'full-gaussian': {
    title: 'one Gaussian with covariance',
    distanceUnit: SIGMAS,
    fit: ({ means }) => fitFullGaussian(means),
  },
  'unit-t-test': {
    title: "Student's t of each unit",
    distanceUnit: 'largest |t|',
    fit: ({ means }) => fitUnitTest(means),
  },
  'density-ratio': {
    title: 'density as a share of that in the middle',
    distanceUnit: SIGMAS,
    fit: ({ means }) => fitDensityRatio(means),
  },
  'class-density-ratio': {
    title: 'density as a share of that in the middle of the nearest class',
    distanceUnit: SIGMAS,
    fit: (train) => withClasses(train, (classes) => fitClassDensityRatio(train.means, classes)),
  },
  'class-distances': {
    title: 'a Gaussian for each class, covariance of its own',
    distanceUnit: SIGMAS,
    fit: (train) => withClasses(train, (classes) => fitClassDistances(train.means, classes, 'own')),
  },
  'tied-class-distances': {
    title: 'a Gaussian for each class, covariance shared',
    distanceUnit: SIGMAS,
    fit: (train) => withClasses(train, (classes) => fitClassDistances(train.means, classes, 'tied')),
  },
  'kernel-density': {
    title: 'a small Gaussian around every train row',
    distanceUnit: 'nats of -log density',
    fit: ({ means }) => fitKernelDensity(means),
  },
  'neighbour-distance': {
    title: 'mean distance to the nearest train rows',
    distanceUnit: "the latent's own unit",
    fit: ({ means }) => fitNeighbourDistance(means),
  },
} satisfies Readonly<Record<string, DomainMeasureKind>>;
