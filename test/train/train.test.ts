import { describe, expect, test } from 'vitest';
import { train } from '../../src/train/train.ts';
import { expectClose } from '../float64.ts';
import { messageOf } from '../message-of.ts';
import { smallDataset } from '../small-dataset.ts';
import { bitsOf, NOISY_DENSE, smallJob, trained } from './small-job.ts';

const WARM_UP = { kind: 'linear-warm-up', from: 0, to: 1, epochs: 2 };

describe('the records of an epoch', () => {
  test('weigh batches by their rows', async () => {
    // 30 train rows: batches of 8, 8, 8 and 6.
    const { epochs, steps } = await trained(smallJob({ objective: { kind: 'beta', beta: 0.5 }, epochs: 2 }));
    expect(steps.map(({ step, epoch }) => [step, epoch])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, n > 4 ? 2 : 1]),
    );
    const rows = [8, 8, 8, 6];
    for (const [index, { running }] of epochs.entries()) {
      const mine = steps.slice(4 * index, 4 * index + 4);
      const average = (of: (step: (typeof mine)[number]) => number) =>
        mine.reduce((sum, step, k) => sum + rows[k]! * of(step), 0) / 30;
      expectClose([running.loss, running.kl], [average((step) => step.loss), average((step) => step.kl)]);
      const marks = average((step) => step.perModality.marks!);
      const expression = average((step) => step.perModality.expression!);
      expectClose(
        [running.reconstruction, running.negativeElbo],
        [marks + expression, marks + expression + running.kl],
      );
      expectClose(
        [running.weightedKl, running.loss],
        [0.5 * running.kl, running.reconstruction + 0.5 * running.kl],
        1e-6,
      );
    }
  });

  test('come for every epoch, with evaluations where asked for and at the end', async () => {
    const evaluated = async (everyEpochs: number) =>
      (await trained(smallJob({ epochs: 5, evaluation: { everyEpochs } }))).epochs.map(
        ({ validation }) => validation !== undefined,
      );
    expect(await evaluated(1)).toEqual([true, true, true, true, true]);
    expect(await evaluated(2)).toEqual([false, true, false, true, true]);
    expect(await evaluated(0)).toEqual([false, false, false, false, true]);
  });

  test('say the learning rate and the weight of KL of their last step', async () => {
    const job = smallJob({
      objective: { kind: 'beta', beta: WARM_UP },
      optimizer: { kind: 'adam', learningRate: { kind: 'linear-warm-up', from: 0.01, to: 0.02, epochs: 4 } },
      epochs: 4,
    });
    const { epochs } = await trained(job);
    expectClose(
      epochs.map(({ weights }) => weights.kl!),
      [0.375, 0.875, 1, 1],
    );
    expectClose(
      epochs.map(({ learningRate }) => learningRate),
      [0.011875, 0.014375, 0.016875, 0.019375],
    );
  });
});

describe('phases', () => {
  const strategy = [
    { name: 'warm', latent: 'mean', terms: ['reconstruction'], epochs: 2, learningRate: 0.05 },
    { name: 'whole', epochs: 3 },
  ];

  test('follow one another, each with its own terms and rate; epochs and steps count on', async () => {
    const { epochs, events, result } = await trained(smallJob({ strategy }));
    expect(
      epochs.map(({ epoch, step, phase, learningRate, weights }) => [epoch, step, phase, learningRate, weights.kl]),
    ).toEqual([
      [1, 4, 'warm', 0.05, 0],
      [2, 8, 'warm', 0.05, 0],
      [3, 12, 'whole', 0.01, 1],
      [4, 16, 'whole', 0.01, 1],
      [5, 20, 'whole', 0.01, 1],
    ]);
    expect(events.flatMap((event) => (event.kind === 'phase' ? [event.phase] : []))).toEqual(['warm', 'whole']);
    expect(result).toMatchObject({ outcome: 'finished', state: { phase: 2, step: 20, epoch: 5, stops: [] } });
  });

  test('start their optimizer afresh: one phase after another equals two trainings', async () => {
    const both = await trained(smallJob({ strategy }));
    const first = await trained(smallJob({ strategy: [strategy[0]!] }));
    const { state, parameters } = first.result;
    const tensors = Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.includes('/')));
    const second = await trained(smallJob({ strategy }, { tensors, state: { ...state, phase: 1, phaseStep: 0 } }));
    expect(bitsOf(second.result.parameters)).toEqual(bitsOf(both.result.parameters));
    expect(second.epochs).toEqual(both.epochs.slice(2));
  });
});

describe('stopping', () => {
  test('early ends training and brings back the best parameters', async () => {
    const job = smallJob({
      optimizer: { kind: 'adam', learningRate: 0.2 },
      epochs: 200,
      training: { earlyStopping: { patience: 3 } },
    });
    const { result, epochs, events } = await trained(job);
    const losses = epochs.map(({ validation }) => validation!.loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(epochs).toHaveLength(best + 4);
    expect(result.state).toMatchObject({
      bestStep: 4 * (best + 1),
      stops: [`Phase "joint" stopped after epoch ${best + 4}: validation loss had not improved for 3 evaluations.`],
    });
    const kept = events.find((event) => event.kind === 'checkpoint' && event.isBest && event.state.epoch === best + 1);
    expect(bitsOf(result.parameters)).toEqual(bitsOf((kept as { tensors: typeof result.parameters }).tensors));
    // The last checkpoint holds what training ended with.
    const last = events.at(-1)!;
    expect(last).toMatchObject({ kind: 'checkpoint', isBest: false });
    expect(bitsOf((last as typeof kept & { tensors: never }).tensors)).toEqual(bitsOf(result.parameters));
  });

  test('early ends its phase, not the phases after it; their best is their own', async () => {
    const phases = [
      { name: 'first', epochs: 200, learningRate: 0.2 },
      { name: 'second', trains: ['decoder'], epochs: 2, learningRate: 0.2 },
    ];
    const training = { earlyStopping: { patience: 3 } };
    const both = await trained(smallJob({ strategy: phases, training }));
    const first = await trained(smallJob({ strategy: phases.slice(0, 1), training }));
    expect(both.epochs.map(({ phase }) => phase)).toEqual([...first.epochs.map(() => 'first'), 'second', 'second']);
    expect(both.result.state.stops).toEqual(first.result.state.stops);
    // The second phase begins with the best of the first, and the encoder rests in it.
    const encoder = ({ result }: typeof both) =>
      bitsOf(Object.fromEntries(Object.entries(result.parameters).filter(([name]) => name.startsWith('encoder.'))));
    expect(encoder(both)).toEqual(encoder(first));
    const secondBest = both.result.state.bestStep!;
    expect(secondBest).toBeGreaterThan(first.epochs.at(-1)!.step);
  });

  test('early holds where training goes on from the very checkpoint at which it stopped', async () => {
    const choices = {
      optimizer: { kind: 'adam', learningRate: 0.2 },
      epochs: 200,
      training: { earlyStopping: { patience: 3 }, checkpoint: { everySteps: 1 } },
    };
    const whole = await trained(smallJob(choices));
    const kept = whole.events.filter((event) => event.kind === 'checkpoint');
    const { state, tensors } = kept.at(-2)!;
    expect(state.phaseStopped).toBe(true);
    const recall = (step: number) => kept.find((each) => each.state.step === step)!.tensors;
    const again = train(smallJob(choices, { state, tensors, recall }));
    let last = await again.next();
    while (!last.done) last = await again.next();
    expect(bitsOf(last.value.parameters)).toEqual(bitsOf(whole.result.parameters));
    expect(last.value.state).toEqual(whole.result.state);
  });

  test('without restoreBest ends with the last parameters', async () => {
    const choices = { optimizer: { kind: 'adam', learningRate: 0.2 }, epochs: 200 };
    const stopped = await trained(
      smallJob({ ...choices, training: { earlyStopping: { patience: 3, restoreBest: false } } }),
    );
    const plain = await trained(smallJob({ ...choices, epochs: stopped.epochs.length }));
    expect(bitsOf(stopped.result.parameters)).toEqual(bitsOf(plain.result.parameters));
  });

  test('early waits until the weight of KL has warmed up', async () => {
    const slow = { ...WARM_UP, to: 20, epochs: 6 };
    const job = smallJob({
      objective: { kind: 'beta', beta: slow },
      epochs: 40,
      training: { earlyStopping: { patience: 1 } },
    });
    const { epochs, events } = await trained(job);
    // The loss grows with the weight: an armed rule would have stopped at the second epoch.
    expect(epochs[1]!.validation!.loss).toBeGreaterThan(epochs[0]!.validation!.loss);
    const best = events.flatMap((event) => (event.kind === 'checkpoint' && event.isBest ? [event.state.epoch] : []));
    expect(Math.min(...best)).toBe(6);
    expect(epochs.length).toBeGreaterThan(6);
  });

  test('early does not wait for a warm-up that takes no part in the phase', async () => {
    const warmUps = {
      objective: { kind: 'beta', beta: { ...WARM_UP, epochs: 1000 } },
      optimizer: { kind: 'adam', learningRate: { ...WARM_UP, epochs: 1000 } },
      training: { earlyStopping: { patience: 1 } },
    };
    const strategy = [{ name: 'plain', terms: ['reconstruction'], learningRate: 0.2, epochs: 100 }];
    expect((await trained(smallJob({ ...warmUps, strategy }))).epochs.length).toBeLessThan(100);
    const waiting = [{ name: 'whole', learningRate: 0.2, epochs: 30 }];
    expect((await trained(smallJob({ ...warmUps, strategy: waiting }))).epochs).toHaveLength(30);
  });

  test('early waits for a learning rate that grows, and not for one that falls', async () => {
    const epochsWith = async (learningRate: object) => {
      const optimizer = { kind: 'adam', learningRate };
      const job = smallJob({ optimizer, epochs: 40, training: { earlyStopping: { patience: 1 } } });
      return (await trained(job)).epochs.length;
    };
    expect(await epochsWith({ kind: 'linear-warm-up', from: 0.2, to: 0.3, epochs: 1000 })).toBe(40);
    expect(await epochsWith({ kind: 'cosine', from: 0.3, to: 0.2, epochs: 1000 })).toBeLessThan(40);
    expect(await epochsWith({ kind: 'step', from: 0.3, epochs: 30 })).toBeLessThan(40);
  });

  test('on a plateau lowers the learning rate by the validation loss', async () => {
    const schedule = { kind: 'reduce-on-plateau', factor: 0.5, patience: 1, minDelta: 1000 };
    const { epochs } = await trained(smallJob({ epochs: 4, training: { schedule } }));
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.01, 0.005, 0.0025]);
  });

  test('when asked hands out a checkpoint and says so', async () => {
    let chunks = 0;
    const { result, events } = await trained(
      smallJob({ epochs: 10 }, { chunkSteps: 1, shouldStop: () => chunks++ === 6 }),
    );
    expect(result).toMatchObject({ outcome: 'interrupted', state: { step: 6, phaseStep: 6, epoch: 1 } });
    expect(events.at(-1)).toMatchObject({ kind: 'checkpoint', state: result.state, isBest: false });
  });
});

describe('what goes wrong', () => {
  const data = smallDataset('float32');

  test('is named: the first tensor that is not finite, and its step', async () => {
    const values = { kind: 'float32' as const, data: data.values.data.slice() as Float32Array };
    // Row 9 overflows float32 when it is squared.
    values.data.fill(1e30, 9 * 7, 10 * 7);
    const job = smallJob({ data: 'float32', likelihood: 'gaussian' }, { dataset: { ...data, values } });
    expect(await messageOf(() => trained(job))).toMatch(
      /^training step \d: value "reconstruction of marks" is infinite \(1 of its entries, the first at \[\d\]\)\. Lower training\.optimizer\.learningRate, standardize the data, or warm up the KL weight\. The last checkpoint is kept\.$/,
    );
  });

  test('does so in the step that does it, however long the chunk', async () => {
    const choices = { data: 'float32', likelihood: 'gaussian', optimizer: { kind: 'sgd', learningRate: 10 } } as const;
    const messages = [1, 7, 64].map((chunkSteps) =>
      messageOf(() => trained(smallJob({ ...choices, epochs: 50 }, { chunkSteps }))),
    );
    const [one, seven, all] = await Promise.all(messages);
    expect(one).toMatch(/^training step \d+: /);
    expect(seven).toBe(one);
    expect(all).toBe(one);
  });
});

test('a batch larger than the train rows is one batch of all of them', async () => {
  const all = await trained(smallJob({ training: { batchSize: 'all' } }));
  const large = await trained(smallJob({ training: { batchSize: 1000 } }));
  expect(all.steps).toHaveLength(3);
  expect(bitsOf(large.result.parameters)).toEqual(bitsOf(all.result.parameters));
});

test.each(['keras', 'pytorch'] as const)(
  'batches of one row, one latent unit and one hidden unit train (%s)',
  async (conventions) => {
    const architecture = { ...NOISY_DENSE, encoder: [1], latent: 1, decoder: [1] };
    const { steps, result } = await trained(
      smallJob({ architecture, conventions, epochs: 2, training: { batchSize: 1 } }),
    );
    expect(steps).toHaveLength(60);
    for (const { data } of Object.values(result.parameters)) expect(data.every(Number.isFinite)).toBe(true);
  },
);
