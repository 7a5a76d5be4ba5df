/** What each row costs, as `evaluation/<split>.terms.npy`: columns are the modalities, their hidden entries, and KL. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../base/errors.ts';
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { type RowTerms, termColumns } from '../diagnose/row-terms.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { readNpy, writeNpy } from '../tensor/npy.ts';

type TermsBySplit = Readonly<Partial<Record<SplitName, RowTerms>>>;

const fileOf = (split: SplitName): string => path.join('evaluation', `${split}.terms.npy`);

export function writeRowTerms(run: RunFolder, terms: TermsBySplit): void {
  mkdirSync(run.file('evaluation'), { recursive: true });
  for (const [split, { rowCount, columns, values }] of Object.entries(terms) as [SplitName, RowTerms][])
    writeFileSync(run.file(fileOf(split)), writeNpy([rowCount, columns.length], values));
}

/**
 * Splits that the run kept no terms of, as those from before they were kept, are absent.
 *
 * @throws DataError when a file does not fit the evaluation
 */
export function readRowTerms(run: RunFolder, { modalities, masking }: Evaluation): TermsBySplit {
  const columns = termColumns(modalities, masking?.hides);
  return Object.fromEntries(
    SPLIT_NAMES.filter((split) => existsSync(run.file(fileOf(split)))).map((split) => {
      const file = run.file(fileOf(split));
      const { shape, data } = readNpy(readFileSync(file), file);
      if (!(data instanceof Float32Array) || shape.length !== 2 || shape[1] !== columns.length)
        throw new DataError(file, `the array has the shape [${shape.join(', ')}]`, {
          expected: `float32 of ${columns.length} columns: ${columns.join(', ')}`,
        });
      return [split, { rowCount: shape[0]!, columns, values: data }];
    }),
  );
}
