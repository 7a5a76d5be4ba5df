/** The latent at one epoch in six panels, and one panel of it at many epochs. */
import type { Figure, FigureTitle } from './figure.ts';
import { type LatentPanel, type LatentPoints, latentPanels } from './latent-panels.ts';

/** Latents of a split after an epoch. */
export interface SplitSnapshot {
  readonly latentCount: number;
  /** `[rows, latent]` */
  readonly sample: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  /** `[rows]` class indices; -1 where unknown. */
  readonly classes: ArrayLike<number>;
}

export interface LatentSnapshot {
  readonly epoch: number;
  readonly train: SplitSnapshot;
  readonly test: SplitSnapshot;
}

export interface SnapshotOptions {
  readonly classes: readonly string[];
  /** Two latent units, counted from 0; for a latent of one unit the class takes the second axis. */
  readonly units?: readonly [number, number];
  /** What the rows beside those of train are called; by default `test`. */
  readonly heldOut?: string;
  /** The latent is its mean: there is no z to draw. */
  readonly isMean?: boolean;
  /** The epoch that early stopping went back to. */
  readonly restoredEpoch?: number;
}

export const SAMPLE_RANGE = [-5, 5] as const;
export const MEAN_RANGE = [-3, 3] as const;

/** z over -5 to 5, means over -3 to 3, and means over their own range; train at the left, test at the right. */
export function latentSnapshot(snapshot: LatentSnapshot, options: SnapshotOptions): Figure {
  const rows = [
    ...(options.isMean ? [] : [{ name: 'z, sampled', block: 'sample', range: SAMPLE_RANGE } as const]),
    { name: 'posterior mean', block: 'mean', range: MEAN_RANGE },
    { name: 'posterior mean, free axes', block: 'mean', range: undefined },
  ] as const;
  return latentPanels({
    ...titles(snapshot.train.latentCount, options),
    title: `Latent after epoch ${snapshot.epoch}`,
    subtitle: [
      options.isMean
        ? 'the latent is its mean; nothing is sampled'
        : 'z is drawn around its mean; without sampling the mean is read',
      ...restored(snapshot.epoch, options.restoredEpoch),
    ],
    classes: options.classes,
    columns: 2,
    panels: rows.flatMap(({ name, block, range }) =>
      (['train', 'test'] as const).map((split): LatentPanel => {
        const points = pointsOf(snapshot[split], block, options);
        const named = split === 'test' ? (options.heldOut ?? split) : split;
        return { title: `${name}, ${named}`, points, ...ranges(snapshot[split], range, options.classes.length) };
      }),
    ),
  });
}

/** Training past the epoch that is kept is no part of the model. */
const restored = (epoch: number, kept: number | undefined): readonly string[] =>
  kept === undefined || epoch < kept
    ? []
    : [
        epoch === kept
          ? 'the model of this run: early stopping went back to this epoch'
          : `given up: the model of this run is that of epoch ${kept}`,
      ];

/** One panel for each epoch, all on the same axes. @param range - none: each on its own axes */
export function latentEpochs(
  snapshots: readonly LatentSnapshot[],
  options: SnapshotOptions &
    FigureTitle & {
      readonly split: 'train' | 'test';
      readonly block: 'sample' | 'mean';
      readonly range?: readonly [number, number];
    },
): Figure {
  const { split, block, range, title, subtitle = [] } = options;
  return latentPanels({
    ...titles(snapshots[0]?.[split].latentCount ?? 2, options),
    title,
    subtitle,
    classes: options.classes,
    columns: 5,
    side: 140,
    panels: snapshots.map((snapshot): LatentPanel => {
      const points = pointsOf(snapshot[split], block, options);
      const note = snapshot.epoch === options.restoredEpoch ? ', kept' : '';
      return {
        title: `epoch ${snapshot.epoch}${note}`,
        points,
        ...ranges(snapshot[split], range, options.classes.length),
      };
    }),
  });
}

const titles = (latentCount: number, { units = [0, 1] }: SnapshotOptions) => ({
  xTitle: `unit ${units[0] + 1}`,
  hidesY: latentCount === 1,
  yTitle: latentCount === 1 ? 'class, spread out' : `unit ${units[1] + 1}`,
});

function ranges(
  { latentCount, classes }: SplitSnapshot,
  range: readonly [number, number] | undefined,
  classCount: number,
) {
  // Classes on the second axis keep their places there; rows without one lie below.
  const lowest = Array.from(classes).includes(-1) ? -1.6 : -0.6;
  const yRange = latentCount === 1 ? ([lowest, classCount - 0.4] as const) : range;
  return { ...(range === undefined ? {} : { xRange: range }), ...(yRange === undefined ? {} : { yRange }) };
}

function pointsOf(
  snapshot: SplitSnapshot,
  block: 'sample' | 'mean',
  { units: [first, second] = [0, 1] }: SnapshotOptions,
): LatentPoints {
  const { latentCount, classes } = snapshot;
  const values = snapshot[block];
  const unit = (index: number): Float64Array =>
    Float64Array.from(classes, (_, row) => values[row * latentCount + index]!);
  if (latentCount > 1) return { x: unit(first), y: unit(second), classes };
  return { x: unit(0), y: Float64Array.from(classes, spreadOut), classes };
}

/** A height near the class's own, the same every time: 0.618 goes round without ever meeting itself. */
const spreadOut = (classIndex: number, row: number): number => classIndex + 0.7 * (((row * 0.618034) % 1) - 0.5);
