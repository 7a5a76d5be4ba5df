import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPriorSamples, samplesAt } from '../../src/lab/prior-samples.ts';
import { readRowReview } from '../../src/lab/review-rows.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { bitsOf, smallJob, trained } from '../train/small-job.ts';

test('samples are drawn at 1, 2 and 5 times powers of ten, and left out where they would cost too much', () => {
  const epochs = (trainRows: number) =>
    Array.from({ length: 1000 }, (_, index) => index + 1).filter((epoch) => samplesAt(epoch, trainRows));
  expect(epochs(1400)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  // Four rows' worth of steps a sample, of three steps in a hundred: 30 rows pay for the seventh sample after epoch 31.
  expect(epochs(30)).toEqual([50, 100, 200, 500, 1000]);
});

test('a run keeps the same draws decoded after each of these epochs and at its end, and a picture of each', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig(), runs);
    const samples = readPriorSamples(run);
    expect(samples.map(({ epoch }) => epoch)).toEqual([1, 2, 5, undefined]);
    for (const { rows } of samples) expect(rows).toHaveLength(12 * 151);
    expect(samples[0]!.rows).not.toEqual(samples[1]!.rows);
    expect(samples[2]!.rows).toEqual(samples[3]!.rows);
    const pictures = readdirSync(run.file('figures')).filter((name) => name.startsWith('prior-samples'));
    expect(pictures.sort()).toEqual([
      'prior-samples-epoch-1.png',
      'prior-samples-epoch-2.png',
      'prior-samples-epoch-5.png',
      'prior-samples.png',
      'prior-samples.svg',
      'prior-samples.vl.json',
    ]);
  });
});

test('a plain autoencoder has no prior to draw from', async () => {
  await inFolder(async (runs) => {
    const { run } = await start(smallConfig({ objective: { kind: 'autoencoder' } }), runs);
    expect(readPriorSamples(run)).toEqual([]);
    expect(readRowReview(run)).toMatchObject({ split: 'test' });
  });
});

test('training that is looked at computes the same bits, and is looked at where it was asked to be', async () => {
  const plain = await trained(smallJob({ epochs: 7, evaluation: { everyEpochs: 0 } }));
  const job = smallJob({ epochs: 7, evaluation: { everyEpochs: 0 } });
  const looked = await trained({ ...job, looksAt: (epoch) => epoch === 2 || epoch === 5 });
  expect(looked.steps).toEqual(plain.steps);
  expect(bitsOf(looked.result.parameters)).toEqual(bitsOf(plain.result.parameters));
  const looks = looked.events.flatMap((event) => (event.kind === 'look' ? [event.epoch] : []));
  expect(looks).toEqual([2, 5]);
});
