import type { RandomStreams } from '../base/random.ts';
import type { NamedTensor } from '../engine/program.ts';
import type { Model } from './model.ts';
import { buildGraph } from './model-graph.ts';

/** Parameters and running statistics at the start, each drawn from a stream of its own. */
export function initialState(model: Model, random: RandomStreams): Record<string, NamedTensor> {
  const { scope } = buildGraph(model, 'sampled');
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, { shape, initializer }] of scope.parameters) {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    initializer(data, random.of(`initialization of ${name}`));
    tensors[name] = { shape, data };
  }
  for (const [name, { shape, initialValue }] of scope.states) {
    tensors[name] = { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(initialValue) };
  }
  return tensors;
}
