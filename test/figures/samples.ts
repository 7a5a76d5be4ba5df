/** One figure of each kind, small, with everything it can show. */
import { confusionMap } from '../../src/figures/confusion-map.ts';
import { dotPanels } from '../../src/figures/dot-panels.ts';
import type { Figure } from '../../src/figures/figure.ts';
import { histogramPanels } from '../../src/figures/histogram-panels.ts';
import { latentPanels } from '../../src/figures/latent-panels.ts';
import { type LineChart, lineChart } from '../../src/figures/line-chart.ts';
import { modalityBars } from '../../src/figures/modality-bars.ts';
import { pairedHistograms } from '../../src/figures/paired-histograms.ts';
import { rankingPanels } from '../../src/figures/ranking-panels.ts';
import { reliabilityChart } from '../../src/figures/reliability-chart.ts';
import { unitBars } from '../../src/figures/unit-bars.ts';
import { valuePairs } from '../../src/figures/value-pairs.ts';

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
  dots: {
    figure: dotPanels({
      title: 'Latent units against the standard normal',
      xTitle: 'standard normal quantile',
      yTitle: 'quantile of the unit',
      withDiagonal: true,
      colours: { z: '#0072B2', mean: '#D55E00' },
      panels: [1, 2].map((unit) => ({
        title: `unit ${unit}`,
        range: [-3, 3] as const,
        reference: { label: 'mean, 0.5', value: 0.5 },
        dots: [
          { name: 'z', points: [-1, 0, 1].map((x) => ({ x, y: x })) },
          { name: 'mean', points: [{ x: 0, y: 9 }] },
        ],
      })),
    }),
    title: 'Latent units against the standard normal',
    axes: ['standard normal quantile', 'quantile of the unit'],
  },
  'paired histograms': {
    figure: pairedHistograms({
      title: 'Reconstructions over the data',
      roots: true,
      panels: [
        {
          title: 'dnam',
          subtitle: ['dashed: share of ones, 0.1'],
          xTitle: 'predicted probability of 1',
          range: [0, 1],
          filled: { name: 'where the data are 0', counts: [8, 1, 0] },
          line: { name: 'where they are 1', counts: [0, 1, 1] },
          reference: 0.1,
        },
      ],
    }),
    title: 'Reconstructions over the data',
    axes: ['predicted probability of 1', 'density, root scale', 'where they are 1'],
  },
  'value pairs': {
    figure: valuePairs({
      title: 'Best and worst rows',
      columns: ['radius', 'texture'],
      yTitle: 'deviations from column mean',
      panels: [{ title: 'best: row 3', truth: [1, -2], predicted: [0.5, -1] }],
    }),
    title: 'Best and worst rows',
    axes: ['deviations from column mean', 'column', 'reconstruction'],
  },
  latents: {
    figure: latentPanels({
      title: 'Latent after epoch 8',
      xTitle: 'unit 1',
      yTitle: 'unit 2',
      classes: ['B', 'M'],
      columns: 2,
      panels: [[-3, 3] as const, undefined].map((range) => ({
        title: range === undefined ? 'free axes' : 'fixed axes',
        points: { x: [-1, 0, 9], y: [1, 0, 1], classes: [0, 1, -1] },
        ...(range === undefined ? {} : { xRange: range, yRange: range }),
      })),
    }),
    title: 'Latent after epoch 8',
    axes: ['unit 1', 'unit 2', 'no label'],
  },
  ranking: {
    figure: rankingPanels({
      title: 'Ranking of test rows',
      curves: ['B', 'M'].map((name, i) => ({
        name,
        auroc: 0.75,
        averagePrecision: 0.8,
        prevalence: 0.4 + 0.2 * i,
        roc: [
          { falsePositiveRate: 0, truePositiveRate: 0 },
          { falsePositiveRate: 0.5, truePositiveRate: 1 },
          { falsePositiveRate: 1, truePositiveRate: 1 },
        ],
        precisionRecall: [
          { recall: 0.5, precision: 1 },
          { recall: 1, precision: 0.5 },
        ],
      })),
    }),
    title: 'Ranking of test rows',
    axes: ['share of others answered so', 'share of the class found', 'recall', 'precision', 'M 0.75', 'M 0.8'],
  },
  confusion: {
    figure: confusionMap({
      title: 'Answers on test rows',
      classes: ['B', 'M'],
      matrix: [
        [105, 2],
        [4, 60],
      ],
    }),
    title: 'Answers on test rows',
    axes: ['answered class', 'true class', 'share of the true class'],
  },
  reliability: {
    figure: reliabilityChart({
      title: 'Calibration on test rows',
      xTitle: 'predicted probability of M',
      bins: [
        { entryCount: 30, predicted: 0.1, observed: 0.15 },
        { entryCount: 60, predicted: 0.9, observed: 0.8 },
      ],
    }),
    title: 'Calibration on test rows',
    axes: ['predicted probability of M', 'observed rate', 'rows'],
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
