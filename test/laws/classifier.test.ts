/** Strategies of a model with a head: what a phase does not name keeps every bit. */
import { expect, test } from 'vitest';
import type { NamedTensors } from '../../src/engine/program.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { expectClose } from '../float64.ts';
import { bitsOf, parametersOf, type SmallJobChoices, smallJob, trained } from '../train/small-job.ts';

const architecture = {
  kind: 'classifier-head',
  encoder: [5],
  decoder: [4],
  head: [3],
  batchNorm: true,
  activation: 'tanh',
};

async function after(choices: SmallJobChoices) {
  const job = smallJob({ architecture, ...choices });
  const { result, epochs } = await trained(job);
  return { before: initialState(job.model, job.random), after: parametersOf(result.parameters), epochs };
}

const partOf = (tensors: NamedTensors, part: string): Record<string, string> =>
  bitsOf(Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(`${part}.`))));

const strategies: [string, string[]][] = [
  ['joint', ['encoder', 'decoder', 'head']],
  ['encoder-decoder', ['encoder', 'decoder']],
  ['classifier-head', ['head']],
  ['deterministic-classifier', ['encoder', 'head']],
  ['variational-classifier', ['encoder', 'head']],
  ['encoder-decoder-then-head', ['encoder', 'decoder', 'head']],
];

test.each(strategies)(
  '%s moves %j and nothing else, running statistics of batches included',
  async (strategy, moved) => {
    const { before, after: last } = await after({ strategy });
    for (const part of ['encoder', 'decoder', 'head']) {
      const [first, then] = [partOf(before, part), partOf(last, part)];
      if (moved.includes(part)) expect(then).not.toEqual(first);
      else expect(then).toEqual(first);
    }
  },
);

test('a head trained after the encoder leaves the encoder as the first phase left it', async () => {
  const alone = await after({ strategy: 'encoder-decoder' });
  const then = await after({ strategy: 'encoder-decoder-then-head' });
  for (const part of ['encoder', 'decoder']) expect(partOf(then.after, part)).toEqual(partOf(alone.after, part));
});

test('the loss of a phase has its terms alone; every raw term is logged whatever trains', async () => {
  const plain = { ...architecture, batchNorm: false };
  const { epochs } = await after({ architecture: plain, strategy: 'variational-classifier' });
  for (const { train } of epochs) {
    expect(Object.keys(train!.perModality)).toEqual(['marks', 'expression', 'program']);
    expectClose([train!.negativeElbo], [train!.reconstruction + train!.kl], 1e-6);
  }
  const deterministic = await after({ architecture: plain, strategy: 'deterministic-classifier' });
  for (const { running } of deterministic.epochs) expectClose([running.loss], [running.perModality.program!], 1e-5);
});

test('weights of classes weigh rows in the loss, and no logged term', async () => {
  const of = async (classWeights: unknown) => {
    const choices = {
      architecture: { ...architecture, batchNorm: false, classWeights },
      strategy: 'deterministic-classifier',
      epochs: 1,
    };
    return (await after(choices)).epochs[0]!;
  };
  const [plain, double] = [await of('none'), await of({ a: 2, b: 2 })];
  // Twice the weight of both classes is twice the loss; Adam does not see a factor of all gradients but for its epsilon.
  expectClose([double.running.loss], [2 * plain.running.loss], 1e-3);
  expectClose([double.running.perModality.program!], [plain.running.perModality.program!], 1e-3);
  expectClose([double.train!.trainedPerModality!.program!], [2 * double.train!.perModality.program!], 1e-6);
  expect(plain.train).not.toHaveProperty('trainedPerModality');
});
