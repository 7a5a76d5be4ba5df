/** A small variational autoencoder with running statistics, as a step for the engine's tests. */
import { RandomStreams } from '../../src/base/random.ts';
import type { Chunk, NamedTensor, NamedTensors, RowSources, StepSpec } from '../../src/engine/program.ts';
import type { Node } from '../../src/graph/node.ts';
import {
  add,
  clip,
  constant,
  divide,
  elu,
  exp,
  input,
  matmul,
  mean,
  multiply,
  scale,
  size,
  square,
  subtract,
  sum,
} from '../../src/graph/operations/index.ts';
import { adam } from './optimizers.ts';

export const ROWS = 40;
const random = new RandomStreams(3);

const normal = (name: string, shape: readonly number[], spread = 1): NamedTensor => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  random.of(name).fillStandardNormal(data);
  return { shape, data: data.map((value) => value * spread) };
};

export interface SmallModel {
  readonly spec: StepSpec;
  readonly state: NamedTensors;
  readonly sources: RowSources;
}

/** @param sizes - features, hidden layers, latent units @param runningMean - whether the first layer is centred, with a running mean kept */
export function smallModel(sizes: readonly number[], runningMean: boolean): SmallModel {
  const features = sizes[0]!;
  const latent = sizes.at(-1)!;
  const parameters = new Map<string, Node>();
  const state: Record<string, NamedTensor> = {};
  const dense = (name: string, x: Node, outputs: number): Node => {
    const inputs = x.shape[1] as number;
    const weight = input(`${name}.weight`, [inputs, outputs], 'parameter');
    const bias = input(`${name}.bias`, [outputs], 'parameter');
    parameters.set(`${name}.weight`, weight).set(`${name}.bias`, bias);
    state[`${name}.weight`] = normal(name, [inputs, outputs], Math.sqrt(1 / inputs));
    state[`${name}.bias`] = normal(`${name} bias`, [outputs], 0.1);
    return add(matmul(x, weight), bias);
  };

  const states = new Map<string, { node: Node; next: Node }>();
  const x = input('x', ['batch', features], 'rows');
  let hidden: Node = x;
  sizes.slice(1, -1).forEach((outputs, index) => {
    let value = dense(`encoder.${index}`, hidden, outputs);
    if (runningMean && index === 0) {
      const center = mean(value, [0]);
      const node = input('running mean', [outputs], 'state');
      states.set('running mean', { node, next: add(scale(node, 0.9), scale(center, 0.1)) });
      state['running mean'] = { shape: [outputs], data: new Float32Array(outputs) };
      value = subtract(value, center);
    }
    hidden = elu(value);
  });
  const latentMean = dense('encoder.mean', hidden, latent);
  const latentLogVariance = clip(dense('encoder.logVariance', hidden, latent), -30, 20);
  const noise = input('noise', ['batch', latent], 'noise');
  let decoded: Node = add(latentMean, multiply(exp(scale(latentLogVariance, 0.5)), noise));
  [...sizes]
    .slice(1, -1)
    .reverse()
    .forEach((outputs, index) => {
      decoded = elu(dense(`decoder.${index}`, decoded, outputs));
    });
  const output = dense('decoder.output', decoded, features);
  const average = (perRow: Node): Node => divide(sum(perRow), size(perRow, 0));
  const reconstruction = average(scale(sum(square(subtract(output, x)), [1]), 0.5));
  const spread = subtract(subtract(add(square(latentMean), exp(latentLogVariance)), latentLogVariance), constant(1));
  const kl = average(scale(sum(spread, [1]), 0.5));
  const loss = add(reconstruction, kl);
  return {
    spec: {
      parameters,
      states,
      updates: [{ name: 'main', loss, trains: [...parameters.keys()], optimizer: adam, every: 1 }],
      reports: { loss, reconstruction, kl },
    },
    state,
    sources: { x: { kind: 'float32', data: normal('x', [ROWS, features]).data, columns: features } },
  };
}

/** A chunk of steps of 8 rows each, every fourth of 3: with noise, Adam's numbers, and a switch for a second update. */
export function stepsOf(stepCount: number, latent: number): Chunk {
  const starts = new Int32Array(stepCount + 1);
  for (let step = 0; step < stepCount; step++) starts[step + 1] = starts[step]! + (step % 4 === 3 ? 3 : 8);
  const rowCount = starts[stepCount]!;
  return {
    stepCount,
    rows: Int32Array.from({ length: rowCount }, (_, i) => (i * 17) % ROWS),
    starts,
    rowInputs: { noise: normal('noise', [rowCount, latent]).data },
    scalars: {
      'main.rate': Float32Array.from({ length: stepCount }, (_, step) => 0.01 / (1 + 0.1 * step)),
      // Large enough that a gradient near zero does not decide a step's sign.
      'main.epsilon': new Float32Array(stepCount).fill(0.01),
    },
  };
}

/** Steps `from` to `to` (not included) of a chunk. */
export function partOf(chunk: Chunk, from: number, to: number): Chunk {
  const [first, last] = [chunk.starts[from]!, chunk.starts[to]!];
  const pick = <Data extends Float32Array | Uint8Array>(data: Data): Data => {
    const width = data.length / chunk.rows.length;
    return data.subarray(first * width, last * width) as Data;
  };
  return {
    stepCount: to - from,
    rows: chunk.rows.subarray(first, last),
    starts: chunk.starts.subarray(from, to + 1).map((start) => start - first),
    rowInputs: Object.fromEntries(Object.entries(chunk.rowInputs).map(([name, data]) => [name, pick(data)])),
    scalars: Object.fromEntries(Object.entries(chunk.scalars).map(([name, data]) => [name, data.subarray(from, to)])),
  };
}
