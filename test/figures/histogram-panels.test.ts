import { expect, test } from 'vitest';
import { histogramPanels } from '../../src/figures/histogram-panels.ts';
import { renderSvg } from '../../src/figures/render.ts';

const panel = { title: 'mean', xTitle: 'μ', atLeast: [-3.5, 3.5] as const, standardNormal: true };

test('the area under the bars is the share of values on the axis', () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 2);
  const { data } = histogramPanels({ title: 'latent', panels: [{ ...panel, values }] });
  const area = data.bins0!.reduce((sum, bin) => sum + Number(bin.density) * (Number(bin.to) - Number(bin.from)), 0);
  expect(area).toBeCloseTo(1, 10);
});

test('one wild value stretches no axis, and the range in words tells of it', async () => {
  const values = Float32Array.from({ length: 5000 }, (_, i) => (i === 7 ? 1e6 : Math.sin(i)));
  const figure = histogramPanels({ title: 'latent', panels: [{ ...panel, values }] });
  expect(figure.data.bins0!.at(-1)!.to).toBeCloseTo(3.5, 10);
  expect(await renderSvg(figure)).toContain('values from -1 to 1,000,000');
});

test('values that are not finite are counted, and a panel without any value says so', async () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY];
  const svg = await renderSvg(histogramPanels({ title: 'latent', panels: [{ ...panel, values }] }));
  expect(svg).toContain('no finite value');
  expect(svg).toContain('2 values are not finite');
});
