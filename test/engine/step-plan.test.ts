import { expect, test } from 'vitest';
import { ElboError } from '../../src/base/errors.ts';
import type { StepSpec } from '../../src/engine/program.ts';
import { planStep } from '../../src/engine/step-plan.ts';
import { STORAGE_LIMITS, UNCHANGED } from '../../src/engine/storage.ts';
import type { Node } from '../../src/graph/node.ts';
import { add, input, multiply, sum } from '../../src/graph/operations/index.ts';
import { adam, descent } from './optimizers.ts';

const weight = input('weight', [2], 'parameter');
const critic = input('critic', [2], 'parameter');
const still = input('still', [2], 'parameter');
const average = input('average', [2], 'state');
const spec = (loss: Node): StepSpec => ({
  parameters: new Map(Object.entries({ weight, critic, still })),
  states: new Map([['average', { node: average, next: add(average, weight) }]]),
  updates: [
    { name: 'critic', loss, trains: ['critic'], optimizer: descent, every: 1 },
    { name: 'main', loss, trains: ['weight', 'critic'], optimizer: adam, every: 1 },
  ],
  reports: { loss },
});
const loss = sum(multiply(multiply(weight, critic), add(still, average)));

test('a plan carries moved blocks, their slots and running statistics; the rest is frozen', () => {
  const plan = planStep(spec(loss), UNCHANGED);
  expect(plan.carried.map(({ name }) => name)).toEqual([
    'weight',
    'critic',
    'main/m/weight',
    'main/v/weight',
    'main/m/critic',
    'main/v/critic',
    'average',
  ]);
  expect(plan.frozen.map(({ storage }) => storage.name)).toEqual(['still']);
  expect(plan.updates.map(({ update, storage }) => `${update} ${storage.name}`)).toEqual([
    'critic critic',
    'main weight',
    'main critic',
  ]);
});

test('parameters share a pack only where the same updates move them', () => {
  const { storages } = planStep(spec(loss), STORAGE_LIMITS);
  expect(storages.map(({ name }) => name)).toEqual(['pack:main', 'pack:critic+main', 'pack:frozen']);
});

test('a second node of one parameter is refused: its part of the gradient would be lost', () => {
  const again = input('weight', [2], 'parameter');
  const plan = () => planStep(spec(add(loss, sum(again))), STORAGE_LIMITS);
  expect(plan).toThrow(ElboError);
  expect(plan).toThrow(
    'training step: the parameter "weight" is read by a node that the step does not name. Expected one input node for each parameter.',
  );
});
