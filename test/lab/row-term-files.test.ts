import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KL_TERM } from '../../src/diagnose/row-terms.ts';
import { readRowTerms } from '../../src/lab/row-term-files.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { writeNpy } from '../../src/tensor/npy.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { messageOf } from '../message-of.ts';

const MODALITIES = ['dnam', 'k9', 'k27', 'expression'];

describe('a finished run keeps what each row costs', () => {
  test('means over rows are the numbers of the evaluation', async () => {
    await inFolder(async (runs) => {
      const { run } = await start(smallConfig({ evaluation: { everyEpochs: 5, samples: 3 } }), runs);
      const { evaluation } = readSummary(run);
      const terms = readRowTerms(run, evaluation);
      expect(Object.keys(terms)).toEqual(['train', 'validation', 'test']);
      const { rowCount, columns, values } = terms.test!;
      expect([rowCount, ...columns]).toEqual([40, ...MODALITIES, KL_TERM]);
      const split = evaluation.splits.test!;
      for (const name of MODALITIES)
        expect(columnMean(values, columns, name)).toBeCloseTo(split.perModality[name]!.reconstruction, 4);
      expect(columnMean(values, columns, KL_TERM)).toBeCloseTo(split.kl, 4);

      writeFileSync(run.file('evaluation/test.terms.npy'), writeNpy([1, 2], new Float32Array(2)));
      expect(await messageOf(() => readRowTerms(run, evaluation))).toBe(
        `${run.file('evaluation/test.terms.npy')}: the array has the shape [1, 2]. Expected float32 of 5 columns: dnam, k9, k27, expression, KL.`,
      );
    });
  });

  test('hidden entries have a column of their own, averaged over the cases that hide them', async () => {
    await inFolder(async (runs) => {
      const { run } = await start(smallConfig({ masking: 'random-modality' }), runs);
      const { evaluation } = readSummary(run);
      const { columns, values } = readRowTerms(run, evaluation).test!;
      expect(columns).toEqual([...MODALITIES, ...MODALITIES.map((name) => `hidden ${name}`), KL_TERM]);
      const split = evaluation.splits.test!;
      for (const name of MODALITIES) {
        const { reconstruction, hidden } = split.perModality[name]!;
        expect(columnMean(values, columns, name)).toBeCloseTo(reconstruction, 4);
        expect(columnMean(values, columns, `hidden ${name}`)).toBeCloseTo(hidden!.reconstruction, 4);
      }
      expect(columnMean(values, columns, KL_TERM)).toBeCloseTo(split.kl, 4);
    });
  });
});

function columnMean(values: Float32Array, columns: readonly string[], name: string): number {
  const own = values.filter((_, i) => i % columns.length === columns.indexOf(name));
  return own.reduce((sum, value) => sum + value, 0) / own.length;
}
