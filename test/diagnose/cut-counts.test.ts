import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { answersAt } from '../../src/diagnose/chosen-thresholds.ts';
import { CutCounts } from '../../src/diagnose/cut-counts.ts';
import { effectiveBeta } from '../../src/diagnose/effective-beta.ts';
import { evaluateModel } from '../../src/diagnose/evaluate.ts';
import { CODE_OF_ONES, countCodes, emptyHistogram, UNCOUNTED_CODE } from '../../src/diagnose/score-histogram.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { smallDataset, smallSplit } from '../small-dataset.ts';
import { smallModel } from '../small-model.ts';

const codeOf = (logit: number, target: number): number => (logit + 16) * 32 + target * CODE_OF_ONES;

test('a cut counts the ones of each row that it answers, of entries that count', () => {
  const entry = fc.record({
    // Of bins: what lies in one is cut together.
    bin: fc.integer({ min: 1, max: 1023 }),
    target: fc.constantFrom(0, 1),
    counts: fc.boolean(),
  });
  const rows = fc.array(fc.array(entry, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 1023 }), (table, cut) => {
      fc.pre(table.flat().some(({ counts }) => counts));
      const threshold = 1 / (1 + Math.exp(16 - cut / 32));
      const codes = Float32Array.from(table.flat(), ({ bin, target, counts }) =>
        counts ? bin + 0.25 + target * CODE_OF_ONES : UNCOUNTED_CODE,
      );
      const histogram = emptyHistogram();
      countCodes(histogram, codes);
      const counts = new CutCounts({ half: 0.5, bestF1: threshold });
      counts.add(codes, table.length);
      const errors = table.map((row) => {
        const counted = row.filter((one) => one.counts);
        return counted.filter(({ bin }) => bin >= cut).length - counted.filter(({ target }) => target === 1).length;
      });
      const found = counts.answers(histogram, table.length)!;
      expect(Object.keys(found)).toEqual(['bestF1']);
      expect(found.bestF1).toMatchObject({ threshold, ...answersAt(histogram, threshold) });
      expect(found.bestF1!.countMse).toBeCloseTo(errors.reduce((sum, error) => sum + error ** 2, 0) / table.length, 10);
      const all = table.flat().filter((one) => one.counts);
      expect(found.bestF1!.answeredOne).toBeCloseTo(all.filter(({ bin }) => bin >= cut).length / all.length, 12);
    }),
  );
});

test('where no cut could be chosen there is nothing to say', () => {
  const counts = new CutCounts({ half: 0.5 });
  counts.add(Float32Array.of(codeOf(1, 0)), 1);
  expect(counts.answers(emptyHistogram(), 1)).toBeUndefined();
});

describe('an evaluation', () => {
  const evaluated = async (masking: unknown, splits?: readonly ['test'], split = smallSplit) => {
    const dataset = smallDataset('bits');
    const model = smallModel(dataset, { masking });
    const random = new RandomStreams(6);
    const sizes = { featureCount: 7, latentCount: 2, batchSize: 8 };
    const beta = { klWeight: 1, klReduction: 'sum' as const, reconstructionReduction: 'sum' as const, ...sizes };
    const { evaluation } = await evaluateModel({
      model,
      dataset,
      split,
      parameters: initialState(model, random),
      latent: 'mean',
      objective: { klWeight: 1, batchSize: 8 },
      effectiveBeta: effectiveBeta(beta),
      trainRows: 1000,
      samples: 1,
      importanceSamples: 0,
      random,
      engine: { threads: 1 },
      ...(splits === undefined ? {} : { splits }),
    });
    return evaluation;
  };

  test('chooses cuts on validation and uses them on test, of hidden and of seen entries apart', async () => {
    const { splits } = await evaluated({ kind: 'within-modality', fraction: 0.5, trains: 'all' });
    const { validation, test: held } = splits;
    for (const side of ['hidden', 'seen'] as const) {
      const [chosen, used] = [validation!.perModality.marks![side]!.binary!, held!.perModality.marks![side]!.binary!];
      expect(chosen.atChosen).toBeUndefined();
      expect(used.atChosen!.bestF1!.threshold).toBe(chosen.bestF1!.threshold);
      expect(used.atChosen!.prevalenceMatched!.countMse).toBeGreaterThanOrEqual(0);
    }
    expect(splits.train!.perModality.marks!.binary!.atChosen).toBeUndefined();
  });

  test('chooses the same cuts where only test rows are asked for', async () => {
    const cuts = async (splits?: readonly ['test']) =>
      (await evaluated('none', splits)).splits.test!.perModality.marks!.binary!.atChosen;
    expect(await cuts(['test'])).toEqual(await cuts());
    expect(await cuts()).toBeDefined();
  });

  test('without validation rows says that there is nothing to choose on', async () => {
    const { splits, notComputed } = await evaluated('none', ['test'], { ...smallSplit, validation: new Int32Array(0) });
    expect(splits.test!.perModality.marks!.binary!.atChosen).toBeUndefined();
    expect(notComputed['test.classification.atChosen']).toBe('no validation rows were looked at, to choose cuts on');
  });
});
