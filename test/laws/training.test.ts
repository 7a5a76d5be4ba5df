/** What training never depends on, and what it never touches. */
import { describe, expect, test } from 'vitest';
import { optimizers } from '../../src/train/optimizers/index.ts';
import { bitsOf, parametersOf, type SmallJobChoices, smallJob, trained } from '../train/small-job.ts';

const slow = { kind: 'linear-warm-up', from: 0, to: 1, epochs: 4 };
const everything = (optimizer: string): SmallJobChoices => ({
  objective: { kind: 'beta', beta: slow },
  optimizer: { kind: optimizer, learningRate: 0.01, ...(optimizer === 'sgd' ? { momentum: 0.9 } : {}) },
  strategy: [
    { name: 'whole', epochs: 13 },
    { name: 'decoder', trains: ['decoder'], epochs: 12 },
  ],
  training: { schedule: { kind: 'reduce-on-plateau', patience: 1, factor: 0.5 } },
  evaluation: { everyEpochs: 5 },
});

describe.each(Object.keys(optimizers))('with %s, dropout, batch normalization and schedules', (optimizer) => {
  // 25 epochs of 4 steps, the last of each shorter.
  const run = async (chunkSteps: number | undefined) => {
    const changes = chunkSteps === undefined ? {} : { chunkSteps };
    const { result, steps, epochs, events } = await trained(smallJob(everything(optimizer), changes));
    const chunks = events.flatMap((event) => (event.kind === 'steps' ? [event.records.length] : []));
    return {
      kept: { tensors: bitsOf(result.parameters), state: result.state, steps, epochs },
      longest: Math.max(...chunks),
    };
  };

  test('the length of chunks changes no bit of a training', async () => {
    const one = await run(1);
    expect(one.longest).toBe(1);
    for (const [chunkSteps, longest] of [
      [7, 7],
      [64, 20],
      // As the pace allows: small steps soon fill the whole five epochs between evaluations.
      [undefined, 20],
    ] as const) {
      const found = await run(chunkSteps);
      expect(found.kept).toEqual(one.kept);
      expect(found.longest).toBe(longest);
    }
  });

  test('the same seed gives the same bits, another seed others', async () => {
    const choices = { ...everything(optimizer), strategy: 'joint', epochs: 2 };
    const bitsWith = async (seed: number) => bitsOf((await trained(smallJob({ ...choices, seed }))).result.parameters);
    expect(await bitsWith(1)).toEqual(await bitsWith(1));
    expect(await bitsWith(2)).not.toEqual(await bitsWith(1));
  });
});

test.each(['encoder', 'decoder'] as const)(
  'a phase that trains only the %s keeps every bit of the rest, running statistics included',
  async (part) => {
    const job = smallJob({ strategy: [{ name: 'part', trains: [part], epochs: 3 }] });
    const { result } = await trained(job);
    const after = parametersOf(result.parameters);
    expect(Object.keys(after).sort()).toEqual(Object.keys(job.tensors).sort());
    const [still, moved] = [false, true].map((isTrained) =>
      Object.keys(after).filter((name) => name.startsWith(`${part}.`) === isTrained),
    );
    const pick = (tensors: typeof after, names: string[]) =>
      bitsOf(Object.fromEntries(names.map((name) => [name, tensors[name]!])));
    expect(pick(after, still!)).toEqual(pick(job.tensors, still!));
    expect(still).toContain(`${part === 'encoder' ? 'decoder' : 'encoder'}.hidden.0.batchNorm.runningVariance`);
    for (const name of moved!) expect(pick(after, [name]), name).not.toEqual(pick(job.tensors, [name]));
    expect(
      Object.keys(result.parameters)
        .filter((name) => name.includes('/'))
        .every((name) => name.includes(`/${part}.`)),
    ).toBe(true);
  },
);

test('evaluations look and do not touch: how often they happen changes no bit of the parameters', async () => {
  const bitsWith = async (everyEpochs: number) =>
    bitsOf((await trained(smallJob({ epochs: 6, evaluation: { everyEpochs } }))).result.parameters);
  expect(await bitsWith(1)).toEqual(await bitsWith(0));
});

test('checkpoints look and do not touch', async () => {
  const bitsWith = async (everySteps: number) =>
    bitsOf((await trained(smallJob({ epochs: 6, training: { checkpoint: { everySteps } } }))).result.parameters);
  expect(await bitsWith(1)).toEqual(await bitsWith(0));
});

test('a norm that no gradient reaches changes no bit; one that all do holds every step of descent to rate * norm', async () => {
  const descent = { optimizer: { kind: 'sgd', learningRate: 0.5 }, epochs: 1 };
  const run = async (clipGradient: unknown) => {
    const job = smallJob({ ...descent, training: { batchSize: 'all', ...(clipGradient ? { clipGradient } : {}) } });
    const { result, events } = await trained(job);
    const squares = Object.entries(parametersOf(result.parameters)).flatMap(([name, { data }]) =>
      name.includes('running') ? [] : Array.from(data, (value, i) => (value - job.tensors[name]!.data[i]!) ** 2),
    );
    const nodes = events.flatMap((event) => (event.kind === 'phase' ? [event.nodeCount] : []));
    return { bits: bitsOf(result.parameters), nodes: nodes[0]!, moved: Math.sqrt(squares.reduce((a, b) => a + b)) };
  };
  const plain = await run(undefined);
  expect(await run('none')).toEqual(plain);
  const wide = await run({ norm: 1e6 });
  expect(wide.bits).toEqual(plain.bits);
  expect(wide.nodes).toBeGreaterThan(plain.nodes);
  expect(plain.moved).toBeGreaterThan(0.05);
  expect((await run({ norm: 0.1 })).moved).toBeCloseTo(0.05, 5);
});
