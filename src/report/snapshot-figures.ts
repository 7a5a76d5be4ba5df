/** What training does to the latent of a classifier: panels of the last epoch, small multiples, and an animation. */
import type { SplitName } from '../data/dataset.ts';
import {
  type LatentSnapshot,
  latentEpochs,
  latentSnapshot,
  MEAN_RANGE,
  SAMPLE_RANGE,
  type SnapshotOptions,
} from '../figures/latent-snapshots.ts';
import type { Block } from './document.ts';
import type { NamedFigures } from './loss-figures.ts';

export interface LatentSnapshots {
  readonly classes: readonly string[];
  /** The split whose rows stand beside those of train. */
  readonly heldOut: SplitName;
  /** In the order of training. */
  readonly snapshots: readonly LatentSnapshot[];
}

const FRAME_MS = 600;
const LAST_FRAME_MS = 2500;

export function snapshotFigures(given: LatentSnapshots | undefined): NamedFigures {
  const last = given?.snapshots.at(-1);
  if (given === undefined || last === undefined) return {};
  const { snapshots, heldOut } = given;
  const options = optionsOf(given);
  const multiples = (
    split: 'train' | 'test',
    block: 'sample' | 'mean',
    range: readonly [number, number] | undefined,
    about: string,
  ) =>
    latentEpochs(snapshots, {
      ...options,
      split,
      block,
      ...(range === undefined ? {} : { range }),
      title: `${block === 'mean' ? 'Posterior means' : 'z, sampled'}, while training went on: ${split === 'test' ? heldOut : split}${range === undefined ? ', free axes' : ''}`,
      subtitle: [about],
    });
  return {
    'latent-panels': latentSnapshot(last, options),
    'latent-epochs-train': multiples('train', 'mean', MEAN_RANGE, 'all on the same axes, -3 to 3'),
    [`latent-epochs-${heldOut}`]: multiples('test', 'mean', MEAN_RANGE, 'all on the same axes, -3 to 3'),
    'latent-epochs-free': multiples('test', 'mean', undefined, 'each on axes of its own: shapes compare, sizes do not'),
    'latent-epochs-sampled': multiples(
      'test',
      'sample',
      SAMPLE_RANGE,
      'all on the same axes, -5 to 5; the draws are the same at every epoch, so what moves is the model',
    ),
  };
}

/** Nothing where there is nothing to move. */
export function snapshotAnimation(given: LatentSnapshots | undefined): readonly Block[] {
  if (given === undefined || given.snapshots.length < 2) return [];
  const options = optionsOf(given);
  return [
    {
      kind: 'animation',
      name: 'latent-epochs',
      title: `The latent from epoch ${given.snapshots[0]!.epoch} to ${given.snapshots.at(-1)!.epoch}`,
      frames: given.snapshots.map((snapshot) => latentSnapshot(snapshot, options)),
      timing: { delayMs: FRAME_MS, lastDelayMs: LAST_FRAME_MS },
    },
  ];
}

/** The two units that vary most at the end; a name of the held-out split that is its own. */
function optionsOf({ classes, heldOut, snapshots }: LatentSnapshots): SnapshotOptions {
  const { latentCount, mean } = snapshots.at(-1)!.train;
  if (latentCount < 3) return { classes, heldOut };
  const variances = Array.from({ length: latentCount }, (_, unit) => {
    const values = Array.from({ length: mean.length / latentCount }, (_row, row) => mean[row * latentCount + unit]!);
    const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { unit, variance: values.reduce((sum, value) => sum + (value - centre) ** 2, 0) };
  });
  const [first, second] = variances.sort((a, b) => b.variance - a.variance).map(({ unit }) => unit);
  return { classes, heldOut, units: [Math.min(first!, second!), Math.max(first!, second!)] };
}
