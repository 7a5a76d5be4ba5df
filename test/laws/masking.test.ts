/** What ties masking to training without it, and what must never leak through a mask. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { type Dataset, readRows } from '../../src/data/dataset.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { MASK } from '../../src/vae/masking/mask-graph.ts';
import { buildGraph, LATENT_NOISE } from '../../src/vae/model-graph.ts';
import { rowSource } from '../../src/vae/row-source.ts';
import { expectClose } from '../float64.ts';
import { smallDataset } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';
import { bitsOf, type SmallJobChoices, smallJob, trained } from '../train/small-job.ts';

const bitsAfter = async (choices: SmallJobChoices) => {
  const { result, steps, epochs } = await trained(smallJob(choices));
  const plain = epochs.map(({ running, validation }) => [running.loss, running.kl, validation!.reconstruction]);
  return { parameters: bitsOf(result.parameters), losses: steps.map(({ loss }) => loss), plain };
};

test.each(['zero', 'sentinel'])('hiding nothing, shown as %s, is no masking bit for bit', async (shownAs) => {
  const masking = { kind: 'within-modality', fraction: 0, trains: 'all', shownAs };
  for (const likelihood of ['bernoulli', 'focal-bernoulli'])
    expect(await bitsAfter({ likelihood, masking })).toEqual(await bitsAfter({ likelihood }));
});

const masked = [
  { kind: 'fixed-modality', modality: 'marks' },
  { kind: 'random-modality', per: 'row', shownAs: 'sentinel' },
  { kind: 'within-modality', fraction: 0.4, shownAs: 'zero' },
];

test.each(masked)('what is hidden changes neither latents nor outputs: %o', async (masking) => {
  const dataset = smallDataset('float32');
  const model = smallModel(dataset, { masking, likelihood: 'gaussian' });
  const random = new RandomStreams(2);
  const parameters = initialState(model, random);
  const rows = Int32Array.of(3, 8, 1, 22, 30, 31);
  const { width, per } = model.masking!;
  const codes = new Uint8Array(rows.length * width);
  model.masking!.draw(codes, rows.length, random.of('mask'));
  const graph = buildGraph(model, 'sampled');
  const noise = new Float32Array(rows.length * 2);
  random.of('noise').fillStandardNormal(noise);
  const run = async (data: Float32Array) => {
    const changed = { ...dataset, values: { kind: 'float32', data } } as Dataset;
    const { mean, logVariance } = graph.posterior;
    const program = await ForwardProgram.compile(
      { mean, logVariance, outputs: graph.outputs },
      { x: rowSource(changed) },
      { threads: 1 },
    );
    const values = await program.run({ parameters, rows, rowInputs: { [LATENT_NOISE]: noise, [MASK]: codes } });
    await program.release();
    return bitsOf(values);
  };
  const all = readRows(
    dataset,
    Int32Array.from({ length: dataset.rowCount }, (_, row) => row),
  );
  const codeOf = (k: number, j: number) => codes[k * width + (per === 'column' ? j : j < 6 ? 0 : 1)];
  const moved = (code: number) => {
    const copy = Float32Array.from(all);
    rows.forEach((row, k) => {
      for (let j = 0; j < 7; j++) if (codeOf(k, j) === code) copy[row * 7 + j]! += 5 + j;
    });
    return copy;
  };
  expect(await run(moved(1))).toEqual(await run(all));
  expect(await run(moved(0))).not.toEqual(await run(all));
});

test.each(['bernoulli', { kind: 'gaussian', variance: 'learned' }])(
  'hidden and seen entries add up to all, whatever trains: %o',
  async (likelihood) => {
    const data = likelihood === 'bernoulli' ? 'bits' : 'float32';
    for (const trains of ['hidden', 'seen', 'all']) {
      const { epochs } = await trained(
        smallJob({ data, likelihood, masking: { kind: 'within-modality', fraction: 0.4, trains } }),
      );
      for (const { running, train, validation } of epochs) {
        for (const terms of [train!, validation!]) {
          const { hidden, seen, objectives } = terms.masked!;
          // Six columns in three parts: each row hides some of them; a lone column is hidden in some rows only.
          expectClose([hidden.marks! + seen.marks!], [terms.perModality.marks!], 1e-5);
          expectClose([objectives.hidden + objectives.seen], [objectives.all + terms.kl], 1e-5);
          expectClose([objectives.all], [terms.negativeElbo], 1e-5);
          expect(terms.loss).toBe(objectives[trains as 'hidden']);
        }
        expectClose([running.loss], [running.masked!.objectives[trains as 'hidden']], 1e-5);
      }
    }
  },
);

test('means over columns are means over the entries that train', async () => {
  const objective = { kind: 'beta', beta: 1, reduction: { reconstruction: 'mean' } };
  const { epochs } = await trained(smallJob({ objective, masking: { kind: 'fixed-modality', modality: 'marks' } }));
  for (const { train } of epochs) expectClose([train!.loss], [train!.masked!.hidden.marks! / 6 + train!.kl], 1e-5);
});

test('a dummy modality is hidden and trains nothing', async () => {
  const job = smallJob({ masking: { kind: 'fixed-modality', modality: 'marks' } });
  const three = {
    ...job.dataset,
    modalities: [
      { name: 'marks', start: 0, count: 3 },
      { name: 'more', start: 3, count: 3 },
      { name: 'expression', start: 6, count: 1 },
    ],
  };
  const model = smallModel(three, {
    masking: { kind: 'all-pairs', primary: 'marks', dummy: 'more', shownAs: 'sentinel' },
  });
  const { epochs } = await trained({ ...job, model, dataset: three, tensors: initialState(model, job.random) });
  const { masked, loss, kl, perModality } = epochs.at(-1)!.train!;
  expect(Object.keys(masked!.hidden)).toEqual(['marks', 'more']);
  expectClose([loss], [masked!.hidden.marks! + kl], 1e-5);
  expectClose([masked!.objectives.all], [perModality.marks! + perModality.more! + perModality.expression! + kl], 1e-5);
});

test('masks of curves stay the same from epoch to epoch, or are drawn anew where asked for', async () => {
  const still = {
    training: { optimizer: 'sgd' },
    optimizer: { kind: 'sgd', learningRate: 1e-12 },
    architecture: undefined,
  };
  const of = async (validation: string) => {
    const { epochs } = await trained(
      smallJob({
        ...still,
        epochs: 4,
        architecture: { kind: 'dense', encoder: [], latent: 2, decoder: [] },
        masking: { kind: 'random-modality', validation },
      }),
    );
    return epochs.map((epoch) => Object.keys(epoch.validation!.masked!.hidden).join());
  };
  expect(await of('stratified')).toEqual(new Array(4).fill('marks,expression'));
  const drawn = await of('random');
  expect(new Set(drawn)).toEqual(new Set(['marks', 'expression']));
});
