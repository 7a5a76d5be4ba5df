/** How well each column is reconstructed on rows that did not train, kept with a run as `evaluation/column-skill.json`. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../base/errors.ts';
import { readRows } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import { readJson, replaceJson } from '../store/files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { openTrainedRun } from './trained-run.ts';
import { reconstructRows } from './use-model.ts';

export interface ColumnSkill {
  readonly column: string;
  /**
   * 1 - squared error / that of the train column mean, on validation rows: 1 is perfect, 0 what the mean alone does. A
   * column that does not vary has 0: there is nothing to reconstruct.
   */
  readonly skill: number;
}

const FILE = path.join('evaluation', 'column-skill.json');
/** Rows held at a time. */
const BLOCK = 1000;

/** @throws DataError when the run has no validation rows or no decoder */
export async function columnSkills(run: RunFolder, context: LoadContext): Promise<readonly ColumnSkill[]> {
  if (existsSync(run.file(FILE))) return readJson(run.file(FILE)) as ColumnSkill[];
  const trained = await openTrainedRun(run, context);
  const { dataset, split } = trained.experiment;
  const { featureCount, columns } = dataset;
  if (split.validation.length === 0)
    throw new DataError(run.path, 'columns are judged on validation rows, and there are none');
  const means = new Float64Array(featureCount);
  eachBlock(split.train, (rows) => {
    readRows(dataset, rows).forEach((value, i) => {
      means[i % featureCount]! += value / split.train.length;
    });
  });
  const errors = new Float64Array(featureCount);
  const spreads = new Float64Array(featureCount);
  const predicted = await reconstructRows(trained, { dataset, rows: split.validation });
  eachBlock(split.validation, (rows, first) => {
    readRows(dataset, rows).forEach((value, i) => {
      const column = i % featureCount;
      errors[column]! += (value - predicted[first * featureCount + i]!) ** 2;
      spreads[column]! += (value - means[column]!) ** 2;
    });
  });
  const skills = columns.map((column, j) => ({
    column,
    skill: spreads[j]! > 0 ? 1 - errors[j]! / spreads[j]! : 0,
  }));
  replaceJson(run.file(FILE), skills);
  return skills;
}

function eachBlock(rows: Int32Array, of: (some: Int32Array, first: number) => void): void {
  for (let first = 0; first < rows.length; first += BLOCK) of(rows.subarray(first, first + BLOCK), first);
}
