import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import { fitBaselines } from '../../src/diagnose/baselines/fit-baselines.ts';
import { modalityOutputs } from '../../src/diagnose/modality-outputs.ts';
import { ModalityTally } from '../../src/diagnose/modality-tally.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { buildGraph } from '../../src/vae/model-graph.ts';
import { rowSource } from '../../src/vae/row-source.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The modality `marks` over the train rows in batches of 12, and its predictions as they are. */
async function tallied(kind: 'bits' | 'float32', likelihood: string) {
  const dataset = smallDataset(kind);
  const model = smallModel(dataset, { likelihood });
  const [marks] = dataset.modalities;
  const graph = buildGraph(model, 'mean');
  const outputs = {
    ...modalityOutputs(model, graph, marks!),
    predicted: model.likelihoods.marks!.predict(graph.outputs),
  };
  const program = await ForwardProgram.compile(outputs, { x: rowSource(dataset) }, { threads: 1 });
  const parameters = initialState(model, new RandomStreams(3));
  const tally = new ModalityTally(marks!);
  const predicted: number[][] = [];
  for (let first = 0; first < smallSplit.train.length; first += 12) {
    const rows = smallSplit.train.subarray(first, first + 12);
    const values = await program.run({ parameters, rows });
    tally.add(values, rows.length);
    for (let i = 0; i < rows.length; i++) predicted.push([...values.predicted!.data.slice(i * 7, i * 7 + 6)]);
  }
  tally.endCase();
  await program.release();
  const description =
    likelihood === 'bernoulli' ? { kind: 'bernoulli' as const } : { kind: 'gaussian' as const, variance: 1 };
  const fitted = await fitBaselines(dataset, smallSplit.train, { marks: description, expression: description }, 2);
  const baselines = (await fitted.evaluate(smallSplit.train)).marks!;
  const block = readRows(dataset, smallSplit.train);
  const targets = predicted.map((_, i) => [...block.slice(i * 7, i * 7 + 6)]);
  return { evaluation: tally.summarize({ count: 30, draws: 1 }, 30 * 99, baselines), predicted, targets };
}

const variance = (values: readonly number[]): number => average(values.map((value) => (value - average(values)) ** 2));
const spreadOf = (predicted: readonly number[][]): number =>
  average(predicted[0]!.map((_, j) => variance(predicted.map((row) => row[j]!))));

test('sums over batches are those of all predictions together', async () => {
  const { evaluation, predicted, targets } = await tallied('bits', 'bernoulli');
  const counts = predicted.map((row, i) => {
    const ones = targets[i]!.filter((target) => target === 1).length;
    const sum = row.reduce((total, p) => total + p, 0);
    return { thresholded: (row.filter((p) => p > 0.5).length - ones) ** 2, expected: (sum - ones) ** 2, ones };
  });
  const squares = predicted.flatMap((row, i) => row.map((p, j) => (p - targets[i]![j]!) ** 2));
  const { binary } = evaluation;
  expect(evaluation.shuffledReconstruction).toBe(99);
  expect(evaluation.mse).toBeCloseTo(average(squares), 6);
  expect(binary!.brier).toBe(evaluation.mse);
  expect(binary!.entryCount).toBe(180);
  expect(binary!.atHalf.accuracy).toBeCloseTo(evaluation.bitAccuracy!, 12);
  expect(binary!.countMse.thresholded).toBeCloseTo(average(counts.map(({ thresholded }) => thresholded)), 6);
  expect(binary!.countMse.expected).toBeCloseTo(average(counts.map(({ expected }) => expected)), 5);
  expect(binary!.trivial.zero.countMse.expected).toBeCloseTo(average(counts.map(({ ones }) => ones ** 2)), 6);
  expect(evaluation.predictionVariance).toBeCloseTo(spreadOf(predicted), 7);
  const mean = average(targets.flat());
  expect(evaluation.means!.data).toBeCloseTo(mean, 6);
  expect(evaluation.means!.train).toBeCloseTo(mean, 6);
  expect(evaluation.means!.predicted).toBeCloseTo(average(predicted.flat()), 6);
  expect(evaluation.baselines).not.toHaveProperty('trainMean');
  expect(evaluation.baselines).not.toHaveProperty('answers');
});

test('real numbers have a spread of predictions and nothing of bits', async () => {
  const { evaluation, predicted } = await tallied('float32', 'gaussian');
  expect(evaluation.predictionVariance).toBeCloseTo(spreadOf(predicted), 6);
  expect(evaluation).not.toHaveProperty('binary');
  expect(evaluation).not.toHaveProperty('bitAccuracy');
});
