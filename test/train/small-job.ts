/** Training jobs on the small dataset, and what comes of them. */
import { RandomStreams } from '../../src/base/random.ts';
import { build, resolveChoice } from '../../src/base/variant.ts';
import type { NamedTensors } from '../../src/engine/program.ts';
import type { EpochRecord } from '../../src/store/run-record.ts';
import { optimizers } from '../../src/train/optimizers/index.ts';
import type { Optimizer } from '../../src/train/optimizers/optimizer.ts';
import { train } from '../../src/train/train.ts';
import { START } from '../../src/train/trainer-state.ts';
import type { StepRecord, TrainingEvent, TrainingJob, TrainingResult } from '../../src/train/training-job.ts';
import { evaluationOptions, type TrainingOptions, trainingOptions } from '../../src/train/training-options.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { availableIn } from '../../src/vae/model.ts';
import { resolveStrategy } from '../../src/vae/strategy/strategy.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { SMALL_DENSE, type SmallChoices, smallModel } from '../small-model.ts';

/** Dropout and batch normalization on: everything that could go wrong does. */
export const NOISY_DENSE = { ...SMALL_DENSE, batchNorm: true, dropout: 0.3 };

export interface SmallJobChoices extends SmallChoices {
  readonly data?: 'bits' | 'float32';
  readonly seed?: number;
  readonly epochs?: number;
  readonly strategy?: string | readonly unknown[];
  readonly optimizer?: unknown;
  /** The `training` section of a config, apart from its optimizer. */
  readonly training?: object;
  readonly evaluation?: object;
}

export function smallJob(choices: SmallJobChoices = {}, changes: Partial<TrainingJob> = {}): TrainingJob {
  const dataset = smallDataset(choices.data ?? 'bits');
  const model = smallModel(dataset, { architecture: NOISY_DENSE, ...choices });
  const random = new RandomStreams(choices.seed ?? 1);
  const optimizer = resolveChoice(optimizers, choices.optimizer ?? { kind: 'adam', learningRate: 0.01 }, 'optimizer');
  return {
    model,
    dataset,
    split: smallSplit,
    phases: resolveStrategy(choices.strategy ?? 'joint', choices.epochs ?? 3, 'strategy', availableIn(model)),
    optimizer: build<Optimizer>(optimizers, optimizer),
    training: trainingOptions.parse({ batchSize: 8, ...choices.training }) as TrainingOptions,
    evaluation: evaluationOptions.parse({ ...choices.evaluation }),
    random,
    engine: { threads: 1 },
    state: START,
    tensors: initialState(model, random),
    shouldStop: () => false,
    recall: () => {
      throw new Error('nothing was kept');
    },
    ...changes,
  };
}

export interface Trained {
  readonly result: TrainingResult;
  readonly events: readonly TrainingEvent[];
  readonly epochs: readonly EpochRecord[];
  readonly steps: readonly StepRecord[];
}

/** Trains to the end. Checkpoints are kept, so that the best one can come back. */
export async function trained(job: TrainingJob): Promise<Trained> {
  const kept = new Map<number, NamedTensors>();
  const events: TrainingEvent[] = [];
  const run = train({ ...job, recall: (step) => kept.get(step)! });
  for (;;) {
    const { value, done } = await run.next();
    if (done) {
      return {
        result: value,
        events,
        epochs: events.flatMap((event) => (event.kind === 'epoch' ? [event.record] : [])),
        steps: events.flatMap((event) => (event.kind === 'steps' ? event.records : [])),
      };
    }
    if (value.kind === 'checkpoint') kept.set(value.state.step, structuredClone(value.tensors));
    events.push(value);
  }
}

/** Every number of named tensors as text: equal only for equal bits. */
export const bitsOf = (tensors: NamedTensors): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [
      `${name} [${shape}]`,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
    ]),
  );

/** Parameters and running statistics, without optimizer slots. */
export const parametersOf = (tensors: NamedTensors): NamedTensors =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.includes('/')));
