/** What training does to the latent: panels of the finished model, small multiples, and an animation. */
import { variance } from '../base/statistics.ts';
import type { SplitName } from '../data/dataset.ts';
import {
  type LatentSnapshot,
  latentEpochs,
  latentSnapshot,
  MEAN_RANGE,
  SAMPLE_RANGE,
  type SnapshotOptions,
} from '../figures/latent-snapshots.ts';
import { colorGroups } from './color-groups.ts';
import type { Block } from './document.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

export interface LatentSnapshots {
  /** None where rows have no label. */
  readonly classes: readonly string[];
  /** The split whose rows stand beside those of train. */
  readonly heldOut: SplitName;
  /** In the order of training. */
  readonly snapshots: readonly LatentSnapshot[];
}

const FRAME_MS = 600;
const LAST_FRAME_MS = 2500;

type Input = Pick<ReportInput, 'snapshots' | 'restoredEpoch' | 'evaluation'>;

export function snapshotFigures(input: Input): NamedFigures {
  const { snapshots: given } = input;
  if (given === undefined || given.snapshots.length === 0) return {};
  const { heldOut } = given;
  const snapshots = inGroups(given);
  const options = optionsOf(input, given);
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
    'latent-panels': latentSnapshot(finished(snapshots, input.restoredEpoch), options),
    'latent-epochs-train': multiples('train', 'mean', MEAN_RANGE, 'all on the same axes, -3 to 3'),
    [`latent-epochs-${heldOut}`]: multiples('test', 'mean', MEAN_RANGE, 'all on the same axes, -3 to 3'),
    'latent-epochs-free': multiples('test', 'mean', undefined, 'each on axes of its own: shapes compare, sizes do not'),
    ...(options.isMean
      ? {}
      : {
          'latent-epochs-sampled': multiples(
            'test',
            'sample',
            SAMPLE_RANGE,
            'all on the same axes, -5 to 5; the draws are the same at every epoch, so what moves is the model',
          ),
        }),
  };
}

/** Nothing where there is nothing to move. */
export function snapshotAnimation(input: Input): readonly Block[] {
  const { snapshots: given } = input;
  if (given === undefined || given.snapshots.length < 2) return [];
  const options = optionsOf(input, given);
  return [
    {
      kind: 'animation',
      name: 'latent-epochs',
      title: `The latent from epoch ${given.snapshots[0]!.epoch} to ${given.snapshots.at(-1)!.epoch}`,
      frames: inGroups(given).map((snapshot) => latentSnapshot(snapshot, options)),
      timing: { delayMs: FRAME_MS, lastDelayMs: LAST_FRAME_MS },
    },
  ];
}

const finished = (snapshots: readonly LatentSnapshot[], restoredEpoch: number | undefined): LatentSnapshot =>
  snapshots.find(({ epoch }) => epoch === restoredEpoch) ?? snapshots.at(-1)!;

/** Classes as far as colours tell them apart. */
function inGroups({ classes, snapshots }: LatentSnapshots): readonly LatentSnapshot[] {
  const groups = groupsOf({ classes, snapshots });
  const grouped = (side: LatentSnapshot['train']) => ({ ...side, classes: Array.from(side.classes, groups.of) });
  return snapshots.map(({ epoch, train, test }) => ({ epoch, train: grouped(train), test: grouped(test) }));
}

const groupsOf = ({ classes, snapshots }: Pick<LatentSnapshots, 'classes' | 'snapshots'>) =>
  colorGroups(classes, Array.from(snapshots.at(-1)!.train.classes));

/** The two units that vary most in the finished model; a name of the held-out split that is its own. */
function optionsOf({ restoredEpoch, evaluation }: Input, given: LatentSnapshots): SnapshotOptions {
  const { heldOut, snapshots } = given;
  const options = {
    classes: groupsOf(given).names,
    heldOut,
    isMean: !evaluation.latentIsSampled,
    ...(restoredEpoch === undefined ? {} : { restoredEpoch }),
  };
  const { latentCount, mean } = finished(snapshots, restoredEpoch).train;
  if (latentCount < 3) return options;
  const variances = Array.from({ length: latentCount }, (_, unit) => {
    const values = Array.from({ length: mean.length / latentCount }, (_row, row) => mean[row * latentCount + unit]!);
    return { unit, variance: variance(values) };
  });
  const [first, second] = variances.sort((a, b) => b.variance - a.variance).map(({ unit }) => unit);
  return { ...options, units: [Math.min(first!, second!), Math.max(first!, second!)] };
}
