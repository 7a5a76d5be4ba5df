/** One figure of each kind, small, with everything it can show. */
import type { Figure } from '../../src/figures/figure.ts';
import { histogramPanels } from '../../src/figures/histogram-panels.ts';
import { type LineChart, lineChart } from '../../src/figures/line-chart.ts';
import { modalityBars } from '../../src/figures/modality-bars.ts';
import { unitBars } from '../../src/figures/unit-bars.ts';

export const lossChart: LineChart = {
  title: 'Negative ELBO over epochs',
  xTitle: 'epoch',
  yTitle: 'negative ELBO, nats per row',
  scale: 'linear',
  lines: [
    { name: 'train', points: [1, 2, 3, 4].map((x) => ({ x, y: 100 + 50 / x, low: 99, high: 170 })) },
    { name: 'validation', points: [1, 2, 3, 4].map((x) => ({ x, y: 104 + 50 / x })) },
  ],
  baselines: [
    { label: 'constant', value: 206.9 },
    { label: 'per column', value: 205.8 },
    { label: 'floor', value: 45.53 },
  ],
};

const normals = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i) + Math.cos(i * i));

/** Name to figure, and the titles its axes carry. */
export const samples: Readonly<Record<string, { figure: Figure; title: string; axes: readonly string[] }>> = {
  linear: { figure: lineChart(lossChart), title: lossChart.title, axes: [lossChart.xTitle, lossChart.yTitle] },
  logarithmic: {
    figure: lineChart({ ...lossChart, scale: 'log' }),
    title: lossChart.title,
    axes: [lossChart.xTitle, lossChart.yTitle],
  },
  histograms: {
    figure: histogramPanels({
      title: 'Latent of the validation rows',
      panels: [
        { title: 'z, sampled', xTitle: 'z', values: normals, atLeast: [-3.5, 3.5], standardNormal: true },
        {
          title: 'posterior standard deviation',
          xTitle: 'σ',
          values: normals.map(Math.abs),
          atLeast: [0, 1.2],
          reference: { label: 'the prior, 1', value: 1 },
        },
      ],
    }),
    title: 'Latent of the validation rows',
    axes: ['z', 'σ', 'density'],
  },
  'few units': unitSample(3),
  'many units': unitSample(100),
  modalities: {
    figure: modalityBars({
      title: 'Reconstruction by modality',
      xTitle: 'nats per row',
      modalities: [
        { name: 'dnam', bars: [{ label: 'reconstruction', value: 512.3, role: 'model' }] },
        { name: 'expression', bars: [{ label: 'constant', value: -0.66, role: 'trivial model' }] },
      ],
    }),
    title: 'Reconstruction by modality',
    axes: ['nats per row'],
  },
};

function unitSample(count: number) {
  const units = Array.from({ length: count }, (_, i) => ({ value: i / count, active: i % 2 === 0 }));
  const yTitle = 'KL, nats per row';
  return {
    figure: unitBars({ title: 'KL per unit', yTitle, units }),
    title: 'KL per unit',
    axes: ['largest first', yTitle],
  };
}
