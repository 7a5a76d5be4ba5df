import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import { effectiveBeta } from '../../src/diagnose/effective-beta.ts';
import { evaluateModel } from '../../src/diagnose/evaluate.ts';
import type { SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { MASK } from '../../src/vae/masking/mask-graph.ts';
import type { Model } from '../../src/vae/model.ts';
import { buildGraph } from '../../src/vae/model-graph.ts';
import { rowSource } from '../../src/vae/row-source.ts';
import { expectClose } from '../float64.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const dataset = smallDataset('bits');
const random = new RandomStreams(6);
const rows = smallSplit.train;

async function evaluated(masking: unknown): Promise<{ model: Model; train: SplitEvaluation }> {
  const model = smallModel(dataset, { masking });
  const sizes = { featureCount: 7, latentCount: 2, batchSize: 8 };
  const beta = { klWeight: 1, klReduction: 'sum' as const, reconstructionReduction: 'sum' as const, ...sizes };
  const { evaluation } = await evaluateModel({
    model,
    dataset,
    split: smallSplit,
    parameters: initialState(model, random),
    latent: 'mean',
    objective: { klWeight: 1, batchSize: 8 },
    effectiveBeta: effectiveBeta(beta),
    trainRows: 1000,
    samples: 1,
    importanceSamples: 0,
    random,
    engine: { threads: 1 },
  });
  return { model, train: evaluation.splits.train! };
}

/** Probabilities of every row under a mask, `[rows][columns]`. */
async function probabilities(model: Model, codes: Uint8Array): Promise<number[][]> {
  const { outputs } = buildGraph(model, 'mean');
  const program = await ForwardProgram.compile({ outputs }, { x: rowSource(dataset) }, { threads: 1 });
  const mask = new Uint8Array(rows.length * codes.length);
  for (let row = 0; row < rows.length; row++) mask.set(codes, row * codes.length);
  const { outputs: found } = await program.run({
    parameters: initialState(model, random),
    rows,
    rowInputs: { [MASK]: mask },
  });
  await program.release();
  return Array.from(rows, (_, row) => [...found!.data.slice(row * 7, row * 7 + 7)].map((l) => 1 / (1 + Math.exp(-l))));
}

const block = readRows(dataset, rows);
const MARKS = [0, 1, 2, 3, 4, 5];
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => average(values.map((value) => (value - average(values)) ** 2));

/** Numbers of some columns of `marks`, computed entry by entry; one list of columns for each case. */
function expected(cases: readonly { readonly found: number[][]; readonly columns: readonly number[] }[]) {
  const entries = cases.flatMap(({ found, columns }) =>
    found.flatMap((row, i) => columns.map((j) => ({ p: row[j]!, x: block[i * 7 + j]!, row: i }))),
  );
  const counts = cases.flatMap(({ found, columns }) =>
    found.map((row, i) => columns.reduce((sum, j) => sum + row[j]! - block[i * 7 + j]!, 0) ** 2),
  );
  const nats = entries.reduce((sum, { p, x }) => sum - Math.log(x === 1 ? p : 1 - p), 0);
  return {
    reconstruction: nats / (rows.length * cases.length),
    mse: average(entries.map(({ p, x }) => (p - x) ** 2)),
    bitAccuracy: average(entries.map(({ p, x }) => (p > 0.5 === (x === 1) ? 1 : 0))),
    countMse: average(counts),
    predictionVariance: average(
      cases.flatMap(({ found, columns }) => columns.map((j) => variance(found.map((row) => row[j]!)))),
    ),
  };
}

describe('numbers of hidden and of seen entries are those of the entries one by one', () => {
  test.each(['random', 'runs'])('columns, %s', async (pattern) => {
    const { model, train } = await evaluated({ kind: 'within-modality', modality: 'marks', fraction: 0.34, pattern });
    const { cases } = model.masking!;
    expect(cases).toHaveLength(3);
    const found = await Promise.all(cases.map((codes) => probabilities(model, codes)));
    for (const [side, code] of [
      ['hidden', 1],
      ['seen', 0],
    ] as const) {
      const part = train.perModality.marks![side]!;
      const wanted = expected(
        cases.map((codes, index) => ({ found: found[index]!, columns: MARKS.filter((j) => codes[j] === code) })),
      );
      expect(part.entriesPerRow).toBeCloseTo(side === 'hidden' ? 2 : 4, 10);
      for (const key of ['reconstruction', 'mse', 'bitAccuracy', 'predictionVariance'] as const)
        expectClose([part[key]!], [wanted[key]], 1e-5);
      expectClose([part.binary!.countMse.expected], [wanted.countMse], 1e-4);
      expect(part.binary!.entryCount).toBeCloseTo(6 * rows.length, 8);
    }
    const { marks, expression } = train.perModality;
    expectClose([marks!.hidden!.reconstruction + marks!.seen!.reconstruction], [marks!.reconstruction], 1e-6);
    expectClose(
      [marks!.hidden!.baselines.perColumn, marks!.hidden!.baselines.constant],
      [marks!.baselines.perColumn / 3, marks!.baselines.constant / 3],
      1e-12,
    );
    expect(expression).not.toHaveProperty('hidden');
    expectClose([expression!.seen!.reconstruction], [expression!.reconstruction], 1e-6);
  });

  test('modalities', async () => {
    const { model, train } = await evaluated('random-modality');
    const [marksHidden, expressionHidden] = await Promise.all(
      model.masking!.cases.map((codes) => probabilities(model, codes)),
    );
    const { marks } = train.perModality;
    for (const [part, found] of [
      [marks!.hidden!, marksHidden!],
      [marks!.seen!, expressionHidden!],
    ] as const) {
      const wanted = expected([{ found, columns: MARKS }]);
      for (const key of ['reconstruction', 'mse', 'bitAccuracy', 'predictionVariance'] as const)
        expectClose([part[key]!], [wanted[key]], 1e-5);
      expect(part.baselines.perColumn).toBeCloseTo(marks!.baselines.perColumn, 12);
      expect(part.baselines).not.toHaveProperty('markov');
    }
    expectClose([train.loss], [train.objectives!.hidden], 1e-12);
    const hidden = Object.values(train.perModality).reduce((sum, each) => sum + each.hidden!.reconstruction, 0);
    expectClose([train.objectives!.hidden], [hidden / 2 + train.weightedKl], 1e-5);
  });
});
