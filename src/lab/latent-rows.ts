/**
 * Which rows the latents of a run are of, kept beside them as `evaluation/latent-rows.json`: with it new rows are set
 * beside those of train, by name and class, where the data are not.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { SplitName } from '../data/dataset.ts';
import type { Latents } from '../diagnose/evaluation.ts';
import type { LatentLabels } from '../report/report-input.ts';
import { readJson, replaceJson } from '../store/files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { spreadRows } from '../vae/term-evaluator.ts';
import type { Experiment } from './experiment.ts';
import { rowNamesOf } from './row-names.ts';

export interface LatentRows {
  /** Of the data, where they have labels. */
  readonly label?: { readonly name: string; readonly classes: readonly string[] };
  readonly splits: Readonly<Partial<Record<SplitName, SplitRows>>>;
}

/** In the order of the latents. */
interface SplitRows {
  readonly names: readonly (string | number)[];
  /** Places in the classes; -1 where a row has none. Absent without labels. */
  readonly classes?: readonly number[];
}

const FILE = path.join('evaluation', 'latent-rows.json');

/** @param latents - as the evaluation kept them: of a large train split those of a part, of any the first ones */
export function writeLatentRows(
  run: RunFolder,
  { dataset, split, config }: Experiment,
  latents: Readonly<Partial<Record<SplitName, Latents>>>,
): void {
  const { labels } = dataset;
  const splits = Object.fromEntries(
    (Object.entries(latents) as [SplitName, Latents][]).map(([name, { rowCount }]): [SplitName, SplitRows] => {
      const evaluated = name === 'train' ? spreadRows(split.train, config.evaluation.trainRows) : split[name];
      const rows = evaluated.subarray(0, rowCount);
      const classes = labels && Array.from(rows, (row) => labels.values[row]!);
      return [name, { names: rowNamesOf({ dataset, rows }).names, ...(classes === undefined ? {} : { classes }) }];
    }),
  );
  mkdirSync(run.file('evaluation'), { recursive: true });
  replaceJson(run.file(FILE), {
    ...(labels === undefined ? {} : { label: { name: labels.name, classes: labels.classes } }),
    splits,
  } satisfies LatentRows);
}

/** @returns undefined for runs from before it was kept */
export const readLatentRows = (run: RunFolder): LatentRows | undefined =>
  existsSync(run.file(FILE)) ? (readJson(run.file(FILE)) as LatentRows) : undefined;

/** What colours the rows whose latents are kept; undefined where the data have no labels. */
export function readLatentLabels(run: RunFolder): LatentLabels | undefined {
  const { label, splits = {} } = readLatentRows(run) ?? {};
  if (label === undefined) return undefined;
  const kept = (Object.entries(splits) as [SplitName, SplitRows][]).flatMap(([name, { classes }]) =>
    classes === undefined ? [] : [[name, classes] as const],
  );
  return { ...label, splits: Object.fromEntries(kept) };
}
