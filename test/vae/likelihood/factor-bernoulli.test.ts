import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import { gradients } from '../../../src/graph/gradient.ts';
import { input, sum } from '../../../src/graph/operations/index.ts';
import { conventionValues } from '../../../src/nn/conventions.ts';
import { Scope } from '../../../src/nn/parameters.ts';
import { initialState } from '../../../src/vae/initial-state.ts';
import { factorBernoulli } from '../../../src/vae/likelihood/factor-bernoulli.ts';
import { buildDecoder, buildGraph } from '../../../src/vae/model-graph.ts';
import { compute, expectClose } from '../../float64.ts';
import { smallDataset } from '../../small-dataset.ts';
import { smallModel } from '../../small-model.ts';

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const likelihood = factorBernoulli.build({});

/** One row of two columns and a latent of one unit. */
function graph() {
  const scope = new Scope([], conventionValues.keras);
  const logits = input('logits', ['batch', 2], 'value');
  const targets = input('targets', ['batch', 2], 'value');
  const latent = input('latent', ['batch', 1], 'value');
  const outputs = likelihood.factors!.apply(scope, 'data', logits, latent);
  return { logits, latent, outputs, term: likelihood.term(scope, 'data', outputs, targets) };
}
const fed = (logits: number[], row: number, columns: number[], targets = [0, 1]) => ({
  logits: [logits],
  targets: [targets],
  latent: [[row]],
  'decoder.rowFactor.data.weight': [[1]],
  'decoder.rowFactor.data.bias': [0],
  'decoder.columnFactor.data': columns,
});

describe('a probability times a factor of the row times one of the column', () => {
  const logit = fc.double({ min: -12, max: 12, noNaN: true });
  test('is the product of three sigmoids, and its cross-entropy is theirs', () => {
    const { outputs, term } = graph();
    const predicted = likelihood.predict(outputs);
    fc.assert(
      fc.property(logit, logit, logit, logit, logit, (a, b, row, c, d) => {
        const [found, nats] = compute([predicted, term], fed([a, b], row, [c, d]));
        const [p, q] = [sigmoid(a) * sigmoid(row) * sigmoid(c), sigmoid(b) * sigmoid(row) * sigmoid(d)];
        expectClose(found!, [p, q], 1e-9);
        expectClose(nats!, [-Math.log1p(-p) - Math.log(q)], 1e-9);
      }),
    );
  });

  test('is what the decoder says alone where both factors are 1', () => {
    const { outputs } = graph();
    expectClose(compute([outputs], fed([-3, 2], 60, [60, 60]))[0]!, [-3, 2], 1e-9);
  });

  test('has finite logits and slopes where sigmoids are 0 or 1', () => {
    const { outputs, logits, latent } = graph();
    const slopes = gradients(sum(outputs), [logits, latent]);
    for (const [a, row, c] of [-1e4, 0, 1e4].flatMap((a) =>
      [-1e4, 0, 1e4].flatMap((row) => [-1e4, 0, 1e4].map((c) => [a, row, c] as const)),
    ))
      for (const values of compute([outputs, ...slopes.map((slope) => slope!)], fed([a, a], row, [c, c])))
        expect(values!.every(Number.isFinite)).toBe(true);
  });
});

describe('a model', () => {
  const dataset = smallDataset('bits');

  test('counts the factors among its parameters', () => {
    const plain = smallModel(dataset, {});
    const model = smallModel(dataset, { likelihood: 'factor-bernoulli' });
    const count = (of: typeof model) =>
      Object.values(initialState(of, new RandomStreams(1))).reduce((total, { data }) => total + data.length, 0);
    expect(model.description.parameterCount).toBe(count(model));
    expect(count(model) - count(plain)).toBe(7 + dataset.modalities.length * (2 + 1));
  });

  test('tells rows from latents alone, by the same factors', () => {
    const model = smallModel(dataset, { likelihood: 'factor-bernoulli' });
    const names = (scope: Scope) => [...scope.parameters.keys()].filter((name) => name.startsWith('decoder'));
    expect(names(buildDecoder(model).scope)).toEqual(names(buildGraph(model, 'mean').scope));
  });
});
