/** A small finished run, made by hand: two modalities, one of a single column. */
import type { SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import { reviewRows } from '../../src/diagnose/row-review.ts';
import type { ReportInput } from '../../src/report/report-input.ts';
import type { TermAverages } from '../../src/store/run-record.ts';

/** @param shift - nats added to every reconstruction: another seed's run */
export function sampleInput(shift = 0): ReportInput {
  const terms = (epoch: number, more: number): TermAverages => {
    const reconstruction = 60 + 40 / epoch + more + shift;
    const kl = 8 * (1 - 1 / (epoch + 1));
    const perModality = { k27: reconstruction - 0.5, expression: 0.5 };
    return {
      loss: reconstruction + 0.5 * kl,
      negativeElbo: reconstruction + kl,
      reconstruction,
      kl,
      weightedKl: 0.5 * kl,
      perModality,
    };
  };
  return {
    name: 'k27ac from others',
    config: {
      name: 'k27ac from others',
      seed: 42 + shift,
      likelihood: { kind: 'bernoulli' },
      training: { optimizer: { kind: 'adam', learningRate: 0.001 }, batchSize: 128, earlyStopping: 'none' },
    },
    data: {
      name: 'epigenome/k562_flat_301.csv',
      rowCount: 1902,
      featureCount: 301,
      modalities: [
        { name: 'k27', start: 0, count: 300 },
        { name: 'expression', start: 300, count: 1 },
      ],
      splitCounts: { train: 1369, validation: 152, test: 380 },
      fingerprints: { data: 'd606af41', split: '04e840e0' },
      notices: ['Left out the column "id": it is text.'],
    },
    model: {
      architecture: 'dense',
      latentCount: 4,
      parts: [
        {
          name: 'encoder',
          layers: [
            { name: 'encoder.hidden.0', kind: 'dense', inputs: 301, outputs: 16, parameterCount: 4832 },
            {
              name: 'encoder.dropout.0',
              kind: 'dropout',
              inputs: 16,
              outputs: 16,
              parameterCount: 0,
              note: 'rate 0.3',
            },
            { name: 'encoder.mean', kind: 'dense', inputs: 16, outputs: 4, parameterCount: 68 },
          ],
        },
        {
          name: 'decoder',
          layers: [{ name: 'decoder.output', kind: 'dense', inputs: 4, outputs: 301, parameterCount: 1505 }],
        },
      ],
      parameterCount: 6405,
    },
    epochs: Array.from({ length: 40 }, (_, index) => ({
      epoch: index + 1,
      step: 11 * (index + 1),
      phase: 'joint',
      learningRate: 0.001,
      weights: { kl: 0.5 },
      running: terms(index + 1, 1),
      train: terms(index + 1, 0),
      ...(index % 2 === 0 ? { validation: terms(index + 1, 3) } : {}),
    })),
    evaluation: {
      modalities: [
        { name: 'k27', start: 0, count: 300 },
        { name: 'expression', start: 300, count: 1 },
      ],
      likelihoods: { k27: { kind: 'bernoulli' }, expression: { kind: 'bernoulli' } },
      latentCount: 4,
      effectiveBeta: 0.5,
      latentIsSampled: true,
      splits: { train: splitEvaluation(1369, 61 + shift), validation: splitEvaluation(152, 64 + shift) },
      notComputed: { 'test.loss': 'The test split was not evaluated.' },
    },
    latents: {
      validation: {
        rowCount: 152,
        latentCount: 4,
        mean: Float32Array.from({ length: 608 }, (_, i) => (i % 4 === 0 ? Math.sin(i) * 1.5 : 0.001 * Math.cos(i))),
        logVariance: Float32Array.from({ length: 608 }, (_, i) => (i % 4 === 0 ? -3 : 0.001)),
        sample: Float32Array.from({ length: 608 }, (_, i) => 1.4 * Math.sin(i * i)),
      },
    },
    rows: {
      split: 'validation',
      splitRowCount: 152,
      ...sampleReview(),
    },
    latentLabels: {
      name: 'tissue',
      classes: ['liver', 'brain'],
      splits: { validation: Array.from({ length: 152 }, (_, i) => (i % 3) - 1) },
    },
    priorSamples: [
      { epoch: 1, rows: sampleRows(0.2) },
      { epoch: 40, rows: sampleRows(0.6) },
      { rows: sampleRows(0.7) },
    ],
    findings: [
      { id: 'data', verdict: 'good', title: 'The data are as described.', evidence: {}, advice: [] },
      {
        id: 'collapse',
        verdict: 'problem',
        title: '3 of 4 latent units carry nothing.',
        evidence: { activeUnits: 1, klNats: 7.81, klPerUnit: [7.8, 0.004, 0.003, 0.003], split: 'validation' },
        advice: ['Lower beta.', 'Warm the KL weight up.'],
      },
      {
        id: 'threshold',
        verdict: 'note',
        title: 'No probability is above 0.5.',
        evidence: { largest: 0.41 },
        advice: [],
      },
    ],
    environment: { node: 'v20.19.0', threads: 2 },
    notices: ['Interrupted at epoch 12 of 40 and resumed.'],
  };
}

function splitEvaluation(rowCount: number, reconstruction: number): SplitEvaluation {
  const kl = 7.8;
  return {
    rowCount,
    loss: reconstruction + 0.5 * kl,
    negativeElbo: reconstruction + kl,
    reconstruction,
    kl,
    weightedKl: 0.5 * kl,
    klPerUnit: [7.79, 0.004, 0.003, 0.003],
    meanVariancePerUnit: [1.1, 1e-6, 1e-6, 1e-6],
    posteriorVariancePerUnit: [0.05, 1, 1, 1],
    activeUnits: 1,
    perModality: {
      k27: {
        reconstruction: reconstruction - 0.5,
        shuffledReconstruction: reconstruction + 20,
        mse: 0.05,
        r2: 0.2,
        bitAccuracy: 0.94,
        baselines: {
          constant: 90,
          perColumn: 85,
          markov: 70,
          zeroMse: 0.07,
          constantMse: 0.065,
          perColumnMse: 0.0625,
          pcaMse: 0.048,
          zeroBitAccuracy: 0.93,
          floor: 0,
        },
      },
      expression: {
        reconstruction: 0.5,
        shuffledReconstruction: 0.7,
        mse: 0.2,
        bitAccuracy: 0.71,
        baselines: {
          constant: 0.66,
          perColumn: 0.66,
          zeroMse: 0.38,
          constantMse: 0.235,
          perColumnMse: 0.235,
          pcaMse: 0.22,
          zeroBitAccuracy: 0.62,
          floor: 0,
        },
      },
    },
  };
}

const ROWS = 24;
const COLUMNS = 301;

/** Three draws. */
const sampleRows = (strength: number): Float32Array =>
  Float32Array.from({ length: 3 * COLUMNS }, (_, i) => 0.5 + 0.5 * strength * Math.sin(i / 9));

/** Ones in stretches, predicted too low everywhere. */
function sampleReview() {
  const truth = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => Number(Math.sin(i / 7) > 0.6));
  return reviewRows({
    modalities: [
      { name: 'k27', start: 0, count: 300 },
      { name: 'expression', start: 300, count: 1 },
    ],
    featureCount: COLUMNS,
    rows: Array.from({ length: ROWS }, (_, k) => 1369 + k),
    truth,
    predicted: truth.map((value, i) => 0.1 + 0.6 * value + 0.05 * Math.cos(i)),
    reconstruction: Array.from({ length: ROWS }, (_, k) => 50 + ((k * 7) % ROWS)),
    bernoulli: ['k27', 'expression'],
    columns: Array.from({ length: COLUMNS }, (_, j) => `column${j}`),
    describe: (row) => ({ id: `gene ${row}`, label: 'liver' }),
  });
}
