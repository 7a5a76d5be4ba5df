import { expect, test } from 'vitest';
import { scalarName } from '../../src/engine/program.ts';
import { TrainingProgram } from '../../src/engine/training-program.ts';
import { conventionValues } from '../../src/nn/conventions.ts';
import { adam } from '../../src/train/optimizers/adam.ts';
import { KL_CAPACITY, KL_WEIGHT, klTakesPart, trainingStep, UPDATE } from '../../src/train/training-step.ts';
import { LATENT_NOISE } from '../../src/vae/model-graph.ts';
import { resolveStrategy } from '../../src/vae/strategy/strategy.ts';
import { expectClose } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const [joint] = resolveStrategy('joint', 1, 'strategy');
const optimizer = adam.build({ learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: undefined });
const bits = smallDataset('bits');

test('a whole model trains as it does in PyTorch: losses, weights and running statistics of eight steps', async () => {
  const { x, noise, before, after, losses, kl } = toolkits.training;
  const model = smallModel(
    { ...bits, featureCount: 5, modalities: [{ name: 'data', start: 0, count: 5 }] },
    {
      architecture: { kind: 'dense', encoder: [4], latent: 2, decoder: [4], activation: 'tanh', batchNorm: true },
      objective: { kind: 'beta', beta: 0.5 },
      conventions: 'pytorch',
    },
  );
  const { spec, rowInputs } = trainingStep(model, joint!, optimizer);
  expect([...rowInputs.keys()]).toEqual([LATENT_NOISE]);
  const source = { kind: 'float32', data: Float32Array.from(x.flat()), columns: 5 } as const;
  const program = await TrainingProgram.compile(spec, { x: source }, { threads: 1 });
  program.load(
    Object.fromEntries(
      Object.entries(before).map(([name, values]) => [
        name,
        { shape: spec.parameters.get(name)?.shape as number[], data: Float32Array.from(values.flat()) },
      ]),
    ),
  );
  const steps = noise.length;
  const scalars = Array.from({ length: steps }, (_, k) => optimizer.scalarsAt(k + 1, 0.01, conventionValues.pytorch));
  const { reports } = await program.run({
    stepCount: steps,
    rows: Int32Array.from({ length: steps * x.length }, (_, i) => i % x.length),
    starts: Int32Array.from({ length: steps + 1 }, (_, k) => k * x.length),
    rowInputs: { [LATENT_NOISE]: Float32Array.from(noise.flat(2)) },
    scalars: Object.fromEntries(
      ['rate', 'epsilon'].map((name) => [scalarName(UPDATE, name), Float32Array.from(scalars, (each) => each[name]!)]),
    ),
  });
  expectClose(reports.loss!, losses, 1e-5);
  expectClose(reports.kl!, kl, 1e-5);
  const found = program.parameters();
  expect(Object.keys(found).sort()).toEqual(Object.keys(after).sort());
  // A bias before batch normalization has no gradient but rounding, and Adam makes steps of any rounding.
  const isFree = (name: string) => /hidden\.\d\.bias$|runningMean$/.test(name);
  for (const [name, values] of Object.entries(after))
    if (!isFree(name)) expectClose(found[name]!.data, values.flat() as number[], 1e-4);
  await program.release();
});

test('the weight of KL and its capacity are inputs only where they change', () => {
  const step = (objective: unknown) => trainingStep(smallModel(bits, { objective }), joint!, optimizer);
  expect(step('elbo').scheduled.size).toBe(0);
  const warmUp = step({ kind: 'beta', beta: { kind: 'linear-warm-up', epochs: 2 } });
  expect([...warmUp.scheduled.keys()]).toEqual([KL_WEIGHT]);
  expect(JSON.stringify(warmUp.spec.updates[0]!.loss)).toContain(KL_WEIGHT);
  expect(step({ kind: 'capacity', capacity: 5 }).scheduled.size).toBe(0);
  const growing = step('capacity');
  expect([...growing.scheduled.keys()]).toEqual([KL_CAPACITY]);
  expect(JSON.stringify(growing.spec.updates[0]!.loss)).toContain(KL_CAPACITY);
});

test('KL takes part unless the phase, the objective or a weight of 0 leaves it out', () => {
  const takes = (objective: unknown, terms = joint!.terms) =>
    klTakesPart(smallModel(bits, { objective }), { ...joint!, terms });
  expect(takes('elbo')).toBe(true);
  expect(takes('elbo', ['reconstruction'])).toBe(false);
  expect(takes('autoencoder')).toBe(false);
  expect(takes({ kind: 'beta', beta: 0 })).toBe(false);
  expect(takes({ kind: 'beta', beta: { kind: 'linear-warm-up', epochs: 2 } })).toBe(true);
});

test('a phase trains the parameters of its parts, a learned variance with the decoder', () => {
  const model = smallModel(smallDataset('float32'), { likelihood: { kind: 'gaussian', variance: 'learned' } });
  const [phase] = resolveStrategy([{ name: 'decoder', trains: ['decoder'] }], 1, 'strategy');
  expect(trainingStep(model, phase!, optimizer).spec.updates[0]!.trains).toEqual([
    'decoder.hidden.0.weight',
    'decoder.hidden.0.bias',
    'decoder.output.weight',
    'decoder.output.bias',
    'decoder.logVariance.marks',
    'decoder.logVariance.expression',
  ]);
});

test('gradients are clipped where a norm is given, with the epsilon of the convention', () => {
  const clipOf = (conventions: 'keras' | 'pytorch', norm?: number) =>
    trainingStep(smallModel(bits, { conventions }), joint!, optimizer, norm).spec.updates[0]!.clip;
  expect(clipOf('keras')).toBeUndefined();
  expect(clipOf('keras', 2)).toEqual({ norm: 2, epsilon: 0 });
  expect(clipOf('pytorch', 0.5)).toEqual({ norm: 0.5, epsilon: 1e-6 });
});
