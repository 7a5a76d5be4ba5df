import { expect, test } from 'vitest';
import { constant } from '../../src/graph/operations/index.ts';
import { conventionValues } from '../../src/nn/conventions.ts';
import { constantInitializer } from '../../src/nn/initializers.ts';
import { Scope } from '../../src/nn/parameters.ts';

const scopeOf = (...trains: string[]) => new Scope(trains, conventionValues.keras);

test('a parameter asked for twice is one node', () => {
  const scope = scopeOf();
  const first = scope.parameter('decoder.logVariance', [1], constantInitializer(0));
  expect(scope.parameter('decoder.logVariance', [1], constantInitializer(3))).toBe(first);
  expect(scope.parameters.size).toBe(1);
});

test('a layer is in training when its part trains', () => {
  const scope = scopeOf('decoder');
  expect(scope.isTraining('decoder.hidden.0.dropout')).toBe(true);
  expect(scope.isTraining('encoder.hidden.0.dropout')).toBe(false);
  expect(scope.isTraining('decoders.hidden.0')).toBe(false);
});

test('a running statistic moves in training and stays as it is in use', () => {
  const after = constant(1);
  const moving = scopeOf('encoder');
  moving.state('encoder.mean', [2], 0.5, () => after);
  expect(moving.states.get('encoder.mean')).toMatchObject({ shape: [2], initialValue: 0.5, next: after });
  const resting = scopeOf('decoder');
  const node = resting.state('encoder.mean', [2], 0.5, () => after);
  expect(resting.states.get('encoder.mean')!.next).toBe(node);
});

test('noise and masks are inputs of a step, each with its width', () => {
  const scope = scopeOf();
  expect(scope.noise('latent noise', 3)).toMatchObject({ shape: ['batch', 3], type: 'float' });
  expect(scope.mask('encoder.dropout', 4, 0.75)).toMatchObject({ shape: ['batch', 4], type: 'byte' });
  expect([...scope.rowInputs]).toEqual([
    ['latent noise', { kind: 'noise', width: 3 }],
    ['encoder.dropout', { kind: 'mask', width: 4, keep: 0.75 }],
  ]);
});
