import { describe, expect, test } from 'vitest';
import { inputsOf } from '../../../src/graph/node.ts';
import { input } from '../../../src/graph/operations/index.ts';
import { conventionValues } from '../../../src/nn/conventions.ts';
import { Scope } from '../../../src/nn/parameters.ts';
import { dense } from '../../../src/vae/architecture/dense.ts';

const options = {
  encoder: [5, 4],
  latent: 2,
  decoder: [3],
  activation: 'relu',
  batchNorm: true,
  dropout: 0.5,
  regularized: 'all',
} as const;
type Options = Parameters<typeof dense.build>[0];

const built = (changes: object = {}, trains: string[] = ['encoder', 'decoder']) => {
  const architecture = dense.build({ ...options, ...changes } as unknown as Options);
  const scope = new Scope(trains, conventionValues.keras);
  const posterior = architecture.encode(scope, input('x', ['batch', 6], 'rows'));
  const outputs = architecture.decode(scope, input('z', ['batch', 2], 'noise'), 6);
  return { architecture, scope, posterior, outputs };
};

describe('dense layers', () => {
  test('lead from rows to a latent and back', () => {
    const { architecture, posterior, outputs } = built();
    expect(architecture.latentCount).toBe(2);
    expect(posterior.mean.shape).toEqual(['batch', 2]);
    expect(posterior.logVariance.shape).toEqual(['batch', 2]);
    expect(outputs.shape).toEqual(['batch', 6]);
  });

  test('are described as they are: parameter by parameter', () => {
    const { architecture, scope } = built();
    const description = architecture.describe(6, 6);
    const trained = [...scope.parameters.values()].reduce(
      (all, { shape }) => all + shape.reduce((a, b) => a * b, 1),
      0,
    );
    expect(description.parameterCount).toBe(trained);
    expect(
      description.parts.flatMap(({ layers }) =>
        layers.map(({ name, inputs, outputs }) => `${name} ${inputs}-${outputs}`),
      ),
    ).toEqual([
      'encoder.hidden.0 6-5',
      'encoder.hidden.0.batchNorm 5-5',
      'encoder.hidden.0 relu 5-5',
      'encoder.hidden.0.dropout 5-5',
      'encoder.hidden.1 5-4',
      'encoder.hidden.1.batchNorm 4-4',
      'encoder.hidden.1 relu 4-4',
      'encoder.hidden.1.dropout 4-4',
      'encoder.mean 4-2',
      'encoder.logVariance 4-2',
      'decoder.hidden.0 2-3',
      'decoder.hidden.0.batchNorm 3-3',
      'decoder.hidden.0 relu 3-3',
      'decoder.hidden.0.dropout 3-3',
      'decoder.output 3-6',
    ]);
  });

  test('are normalized and dropped only where the config says, after their activation where it asks for that', () => {
    const changes = { decoder: [3, 4], batchNorm: 'after-activation', regularized: ['decoder.hidden.1'] };
    const { architecture, scope, outputs } = built(changes);
    expect(architecture.describe(6, 6).parts.flatMap(({ layers }) => layers.map(({ name }) => name))).toEqual([
      'encoder.hidden.0',
      'encoder.hidden.0 relu',
      'encoder.hidden.1',
      'encoder.hidden.1 relu',
      'encoder.mean',
      'encoder.logVariance',
      'decoder.hidden.0',
      'decoder.hidden.0 relu',
      'decoder.hidden.1',
      'decoder.hidden.1 relu',
      'decoder.hidden.1.batchNorm',
      'decoder.hidden.1.dropout',
      'decoder.output',
    ]);
    expect([...scope.states.keys()]).toEqual([
      'decoder.hidden.1.batchNorm.runningMean',
      'decoder.hidden.1.batchNorm.runningVariance',
    ]);
    expect(outputs.shape).toEqual(['batch', 6]);
  });

  test('that are not there cannot be normalized', () => {
    expect(() => built({ regularized: ['decoder.hidden.7'] }).architecture.describe(6, 6)).toThrow(
      'config.architecture.regularized: "decoder.hidden.7" is not a hidden layer of this model. Expected one of: encoder.hidden.0, encoder.hidden.1, decoder.hidden.0.',
    );
  });

  test('without hidden sizes are a linear model', () => {
    const { scope } = built({ encoder: [], decoder: [], batchNorm: false, dropout: 0 });
    expect([...scope.parameters.keys()]).toEqual([
      'encoder.mean.weight',
      'encoder.mean.bias',
      'encoder.logVariance.weight',
      'encoder.logVariance.bias',
      'decoder.output.weight',
      'decoder.output.bias',
    ]);
  });

  test('share their parameters between training and use; only training drops units', () => {
    const [training, use] = [built(), built({}, [])];
    expect([...use.scope.parameters.keys()]).toEqual([...training.scope.parameters.keys()]);
    expect([...use.scope.states.keys()]).toEqual([...training.scope.states.keys()]);
    expect([...training.scope.rowInputs.keys()]).toEqual([
      'encoder.hidden.0.dropout',
      'encoder.hidden.1.dropout',
      'decoder.hidden.0.dropout',
    ]);
    expect(use.scope.rowInputs.size).toBe(0);
    expect(inputsOf([use.outputs]).some(({ attributes }) => attributes.role === 'mask')).toBe(false);
  });
});
