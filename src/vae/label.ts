/**
 * A label that a head predicts from the latent. It is one more thing the model tells of a row, with a likelihood and a
 * term in nats, but the encoder never sees it.
 */
import { ConfigError } from '../base/errors.ts';
import type { Labels, Modality } from '../data/dataset.ts';
import type { RowSource } from '../engine/rows.ts';
import type { Node } from '../graph/node.ts';
import { add, constant, constantTensor, multiply, scale, sum } from '../graph/operations/index.ts';
import { bernoulli } from './likelihood/bernoulli.ts';
import { categorical } from './likelihood/categorical.ts';
import { gaussian } from './likelihood/gaussian.ts';
import type { Likelihood } from './likelihood/likelihood.ts';

export const LABEL_TASKS = ['auto', 'binary', 'multi-class', 'regression'] as const;
export type LabelTask = (typeof LABEL_TASKS)[number];

export interface LabelOptions {
  readonly task: LabelTask;
  readonly classWeights: 'none' | 'balanced' | Readonly<Record<string, number>>;
}

/** A label as train rows have it: plain data, kept with a run. */
export interface TrainLabels {
  readonly name: string;
  readonly classes: readonly string[];
  /** Train rows of each class. */
  readonly counts: readonly number[];
}

/** A label put to work in a model. */
export interface ModelLabel {
  readonly task: Exclude<LabelTask, 'auto'>;
  readonly classes: readonly string[];
  readonly trainCounts: readonly number[];
  /** Named after the label; `count` outputs, behind the columns. */
  readonly modality: Modality;
  readonly likelihood: Likelihood;
  /** Targets of rows, `[rows, count]`. */
  targets(labels: Labels): RowSource;
  /** Of a row, by class; absent: all alike. */
  readonly classWeights?: readonly number[];
  /** `[batch]` weight of each row, from its targets; absent: all alike. */
  readonly weights?: (targets: Node) => Node;
  /** Of a regression: a prediction in the label's own units is `output * deviation + mean`. */
  readonly scale?: { readonly mean: number; readonly deviation: number };
}

/** The name of targets among the inputs of a graph. */
export const LABEL_INPUT = 'y';

/** @throws ConfigError when the label does not fit the task */
export function createLabel(
  { task: asked, classWeights }: LabelOptions,
  labels: TrainLabels,
  featureCount: number,
): ModelLabel {
  const { name, classes, counts } = labels;
  const task = asked === 'auto' ? (classes.length === 2 ? 'binary' : 'multi-class') : asked;
  requireFitting(task, labels);
  const shared = { task, classes, trainCounts: counts };
  const modality = (count: number): Modality => ({ name, start: featureCount, count });
  if (task === 'regression') {
    if (classWeights !== 'none')
      throw new ConfigError('config.architecture.classWeights', 'a regression has no classes', { expected: 'none' });
    const scale = momentsOf(labels);
    return {
      ...shared,
      modality: modality(1),
      likelihood: gaussian.build({ variance: 'fixed', value: 1 }),
      targets: ({ values, classes: all }) => ({
        kind: 'float32',
        columns: 1,
        data: Float32Array.from(values, (index) => (Number(all[index]) - scale.mean) / scale.deviation),
      }),
      scale,
    };
  }
  const weights = weightsOf(classWeights, labels);
  if (task === 'binary') {
    return {
      ...shared,
      modality: modality(1),
      likelihood: bernoulli.build({}),
      targets: ({ values }) => ({
        kind: 'bytes',
        scale: 1,
        columns: 1,
        data: Uint8Array.from(values, (index) => (index === 1 ? 1 : 0)),
      }),
      ...(weights === undefined
        ? {}
        : { classWeights: weights, weights: (targets) => binaryWeights(targets, weights) }),
    };
  }
  const count = classes.length;
  return {
    ...shared,
    modality: modality(count),
    likelihood: categorical,
    targets: ({ values }) => {
      const data = new Uint8Array(values.length * count);
      values.forEach((index, row) => {
        if (index >= 0) data[row * count + index] = 1;
      });
      return { kind: 'bytes', scale: 1, columns: count, data };
    },
    ...(weights === undefined
      ? {}
      : {
          classWeights: weights,
          weights: (targets) => sum(multiply(targets, constantTensor(weights, [1, count])), [1]),
        }),
  };
}

const binaryWeights = (targets: Node, [zero, one]: readonly number[]): Node =>
  sum(add(scale(targets, one! - zero!), constant(zero!)), [1]);

function requireFitting(task: ModelLabel['task'], { name, classes, counts }: TrainLabels): void {
  const where = 'config.architecture.task';
  const present = counts.filter((count) => count > 0).length;
  if (task === 'regression') {
    const text = classes.find((label) => label.trim() === '' || !Number.isFinite(Number(label)));
    if (text !== undefined)
      throw new ConfigError(where, `a regression needs numbers, and ${name} has the value "${text}"`, {
        expected: 'binary or multi-class for kinds of rows',
      });
    if (present < 2) throw new ConfigError(where, `${name} is the same for all train rows: there is nothing to tell`);
    return;
  }
  if (task === 'binary' && classes.length !== 2)
    throw new ConfigError(where, `a binary label has two classes, and ${name} has ${classes.length}`, {
      expected: 'multi-class, or a label rule that makes two',
    });
  if (present < 2)
    throw new ConfigError('config.data.label', `all train rows with a label are of one class of ${name}`, {
      expected: 'rows of at least two classes',
      advice: 'Look at the label column, or set data.split.by: stratified',
    });
}

/** Of the label as a number, over train rows. */
function momentsOf({ classes, counts }: TrainLabels): { mean: number; deviation: number } {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const over = (of: (value: number) => number): number =>
    classes.reduce((sum, label, index) => sum + counts[index]! * of(Number(label)), 0) / total;
  const mean = over((value) => value);
  return { mean, deviation: Math.sqrt(over((value) => (value - mean) ** 2)) };
}

/** Per class; undefined where all weigh alike. */
function weightsOf(given: LabelOptions['classWeights'], { name, classes, counts }: TrainLabels): number[] | undefined {
  if (given === 'none') return undefined;
  if (given === 'balanced') {
    const present = counts.filter((count) => count > 0).length;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (count === 0 ? 0 : total / (present * count)));
  }
  const unknown = Object.keys(given).find((label) => !classes.includes(label));
  if (unknown !== undefined)
    throw new ConfigError('config.architecture.classWeights', `"${unknown}" is not a class of ${name}`, {
      expected: classes,
      given: unknown,
    });
  return classes.map((label) => given[label] ?? 1);
}
