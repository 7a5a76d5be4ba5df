import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Dataset } from '../../../src/data/dataset.ts';
import { fitBaselines } from '../../../src/diagnose/baselines/fit-baselines.ts';
import { sharedData } from '../../shared-data.ts';

// Golden values: numpy 2 in float64 on all 60,000 train images, intensities / 255 (scripted with column means and eigh).
test('MNIST: mean image, entropy floor and principal components agree with numpy', async () => {
  const train = sharedData('mnist/train-images-idx3-ubyte.gz');
  const held = sharedData('mnist/t10k-images-idx3-ubyte.gz');
  if (train === undefined || held === undefined) return;
  const pixels = (path: string) => gunzipSync(readFileSync(path)).subarray(16);
  const mnist: Dataset = {
    name: 'mnist',
    rowCount: 70_000,
    featureCount: 784,
    rowShape: [28, 28, 1],
    columns: Array.from({ length: 784 }, (_, j) => `pixel${j}`),
    modalities: [{ name: 'data', start: 0, count: 784 }],
    values: { kind: 'bytes', data: Buffer.concat([pixels(train), pixels(held)]), scale: 1 / 255 },
    notices: [],
  };
  const rows = Int32Array.from({ length: 70_000 }, (_, i) => i);
  for (const [components, mse] of [
    [2, 0.055669],
    [10, 0.034074],
    [20, 0.023538],
    [50, 0.011485],
  ] as const) {
    const started = performance.now();
    const fitted = await fitBaselines(mnist, rows.subarray(0, 60_000), { data: { kind: 'bernoulli' } }, components);
    const { data } = await fitted.evaluate(rows.subarray(60_000));
    console.log(`${components} components: ${Math.round(performance.now() - started)} ms`);
    expect(data!.pcaMse! / mse).toBeCloseTo(1, 3);
    expect(data!.perColumn).toBeCloseTo(205.80528, 3);
    expect(data!.floor).toBeCloseTo(45.53449, 3);
    expect(data!.constant).toBeCloseTo(306.66484, 3);
    expect(data!.perColumnMse).toBeCloseTo(0.06747, 6);
  }
});
