import { describe, expect, test } from 'vitest';
import { clipGradients } from '../../src/engine/clip-gradients.ts';
import { firstNonFinite } from '../../src/engine/first-non-finite.ts';
import type { StepSpec } from '../../src/engine/program.ts';
import { STORAGE_LIMITS, UNCHANGED } from '../../src/engine/storage.ts';
import { TrainingProgram } from '../../src/engine/training-program.ts';
import { input, multiply, sum } from '../../src/graph/operations/index.ts';
import { CONVENTIONS, conventionValues } from '../../src/nn/conventions.ts';
import { compute, expectClose } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';
import { descent } from './optimizers.ts';
import { referenceSteps } from './reference-steps.ts';
import { smallModel, stepsOf } from './small-model.ts';

const [first, second] = toolkits.clipping.gradients;
/** A matrix and a vector, shortened together. */
const clipped = (norm: number, epsilon: number) =>
  compute(clipGradients([input('first', [2, 2]), input('second', [3])], { norm, epsilon }), {
    first: first.flat(),
    second: [...second],
  });

describe.each(CONVENTIONS)('gradients of several parameters, as %s clips them', (conventions) => {
  test('are shortened together, and left alone below the limit', () => {
    toolkits.clipping.limits.forEach((limit, index) => {
      const found = clipped(limit, conventionValues[conventions].clipEpsilon);
      toolkits.clipping[conventions][index]!.forEach((golden, at) => {
        expectClose(found[at]!, golden.flat(), 1e-6, 1e-15);
      });
    });
  });
});

test('gradients of 0 stay 0', () => {
  const nodes = clipGradients([input('first', [2])], { norm: 1, epsilon: 0 });
  expect([...compute(nodes, { first: [0, 0] })[0]!]).toEqual([0, 0]);
});

const withClip = (spec: StepSpec, norm: number): StepSpec => ({
  ...spec,
  updates: spec.updates.map((update) => ({ ...update, optimizer: descent, clip: { norm, epsilon: 0 } })),
});

describe('a step that clips', () => {
  const model = smallModel([6, 5, 2], true);
  const plain = { ...model.spec, updates: model.spec.updates.map((update) => ({ ...update, optimizer: descent })) };
  const chunk = stepsOf(8, 2);
  const stepped = async (spec: StepSpec, limits = STORAGE_LIMITS) => {
    const program = await TrainingProgram.compile(spec, model.sources, { threads: 1 }, limits);
    program.load(model.state);
    await program.run(chunk);
    const parameters = program.parameters();
    await program.release();
    return parameters;
  };
  const ways = { unchanged: UNCHANGED, tiled: { packLimit: -1, tileSize: 4 }, mixed: { packLimit: 6, tileSize: 11 } };

  test.each(Object.entries(ways))('computes what the float64 reference does, parameters %s', async (_, limits) => {
    const spec = withClip(model.spec, 0.5);
    const { held } = referenceSteps(spec, model.sources, model.state, chunk);
    const unclipped = referenceSteps(plain, model.sources, model.state, chunk).held;
    let difference = 0;
    for (const [name, { data }] of Object.entries(await stepped(spec, limits))) {
      expectClose(data, held[name]!.data, 1e-4, 1e-5);
      data.forEach((value, i) => {
        difference = Math.max(difference, Math.abs(value - unclipped[name]!.data[i]!));
      });
    }
    expect(difference).toBeGreaterThan(0.01);
  });

  test('keeps every bit below the limit', async () => {
    expect(await stepped(withClip(model.spec, 1e9))).toEqual(await stepped(plain));
  });
});

test('gradients too steep for their norm are an error that names the norm, not a step of 0', async () => {
  const weight = input('weight', [2], 'parameter');
  const slope = input('slope', [], 'scalar');
  const loss = sum(multiply(weight, slope));
  const spec: StepSpec = {
    parameters: new Map([['weight', weight]]),
    states: new Map(),
    updates: [{ name: 'main', loss, trains: ['weight'], optimizer: descent, clip: { norm: 1, epsilon: 0 }, every: 1 }],
    reports: { loss },
  };
  const state = { weight: { shape: [2], data: Float32Array.of(1e-3, -1e-3) } };
  const scalars = { slope: Float32Array.of(1e30), 'main.rate': Float32Array.of(1e-3) };
  const chunk = { stepCount: 1, rows: new Int32Array(1), starts: Int32Array.of(0, 1), rowInputs: {}, scalars };
  const program = await TrainingProgram.compile(spec, {}, { threads: 1 });
  program.load(state);
  expect(await program.run(chunk)).toMatchObject({ completed: 1, stateIsFinite: false });
  await program.release();
  expect(await firstNonFinite(spec, {}, { threads: 1 }, state, chunk)).toEqual({
    label: 'norm of all gradients',
    kind: 'value',
    bad: 'infinite',
    index: [],
    count: 1,
  });
});
