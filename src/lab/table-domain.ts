/**
 * Rows of a table set beside those of train: by every domain measure, and by how badly they are reconstructed. All that it
 * reads of the run is kept in its folder.
 */
import { DataError } from '../base/errors.ts';
import { type DomainTrain, domainMeasures } from '../diagnose/domain/index.ts';
import type { DomainScores, Points } from '../diagnose/domain/measure.ts';
import { fitReconstructionShare } from '../diagnose/domain/reconstruction-share.ts';
import type { Latents } from '../diagnose/evaluation.ts';
import type { DomainComparison } from '../diagnose/out-of-domain.ts';
import type { RowTerms } from '../diagnose/row-terms.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { type Model, reconstructed } from '../vae/model.ts';
import { readLatentRows } from './latent-rows.ts';
import { readRowTerms } from './row-term-files.ts';
import { readLatents, readSummary } from './run-files.ts';

/** Beside those of `domainMeasures`. */
export const RECONSTRUCTION = 'reconstruction';

/** Rows to be placed. */
export interface TableRows {
  /** `[rows, latent]` posterior means. */
  readonly means: Points;
  /** `[rows]` reconstruction, nats; absent without a decoder. */
  readonly losses?: ArrayLike<number>;
}

export interface TableDomain {
  readonly train: DomainTrain;
  /** Measure to what it says of each row. */
  readonly scores: Readonly<Record<string, DomainScores>>;
  /** Measure to why it says nothing. */
  readonly notFitted: Readonly<Record<string, string>>;
  /** With the rows that the run held out; empty where it held out none. */
  readonly comparisons: readonly DomainComparison[];
}

/** @throws DataError when the run was not evaluated */
export function placeTable(run: RunFolder, model: Model, table: TableRows): TableDomain {
  const { evaluation } = readSummary(run);
  const latents = readLatents(run);
  if (latents.train === undefined)
    throw new DataError(run.path, 'the run keeps no latents of train rows, with which rows are compared');
  const train = domainTrain(run, latents.train);
  const heldOut = latents.test === undefined ? 'validation' : 'test';
  const own = latents[heldOut];
  const scores: Record<string, DomainScores> = {};
  const notFitted: Record<string, string> = {};
  const comparisons: DomainComparison[] = [];
  const add = (measure: string, ofTable: DomainScores, ofOwn: DomainScores | undefined): void => {
    scores[measure] = ofTable;
    if (ofOwn !== undefined) comparisons.push({ measure, own: ofOwn.distance, table: ofTable.distance });
  };
  for (const [name, measure] of Object.entries(domainMeasures)) {
    const fitted = measure.fit(train);
    if ('notFitted' in fitted) notFitted[name] = fitted.notFitted;
    else add(name, fitted.score(table.means), own && fitted.score(pointsOf(own, 'mean')));
  }
  const terms = readRowTerms(run, evaluation);
  if (table.losses === undefined) notFitted[RECONSTRUCTION] = 'the model has no decoder';
  else if (terms.train === undefined) notFitted[RECONSTRUCTION] = 'the run keeps no terms of its train rows';
  else {
    const { score } = fitReconstructionShare(lossesOf(terms.train, model));
    const kept = terms[heldOut];
    add(RECONSTRUCTION, score(table.losses), kept && score(lossesOf(kept, model)));
  }
  return { train, scores, notFitted, comparisons };
}

/** Reconstruction of each row, all modalities together, without a label. */
export function lossesOf({ rowCount, columns, values }: RowTerms, model: Model): Float64Array {
  const places = reconstructed(model).map(({ name }) => columns.indexOf(name));
  return Float64Array.from({ length: rowCount }, (_, row) =>
    places.reduce((sum, place) => sum + values[row * columns.length + place]!, 0),
  );
}

export const pointsOf = ({ rowCount, latentCount, ...blocks }: Latents, kind: 'mean' | 'sample'): Points => ({
  rowCount,
  unitCount: latentCount,
  data: blocks[kind],
});

function domainTrain(run: RunFolder, latents: Latents): DomainTrain {
  const classes = readLatentRows(run)?.splits.train?.classes;
  return {
    means: pointsOf(latents, 'mean'),
    samples: pointsOf(latents, 'sample'),
    ...(classes === undefined ? {} : { classes: Int32Array.from(classes) }),
  };
}
