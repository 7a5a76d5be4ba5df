/**
 * What each row costs, kept with a run: two runs on the same rows are compared row by row, which tells a difference from
 * the luck of which rows were held out.
 */

import type { Modality } from '../data/dataset.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { Model } from '../vae/model.ts';
import { spreadRows } from '../vae/term-evaluator.ts';
import { hiddenRowsName, reconstructionName } from './modality-outputs.ts';

/** Rows kept of a split, spread evenly over it: an interval from so many is narrow, and a file of theirs is small. */
export const TERM_ROWS = 20_000;

/** The last column. */
export const KL_TERM = 'KL';

/** The column of a modality where only hidden entries count. */
export const hiddenTerm = (modality: string): string => `hidden ${modality}`;

/** Nats of single rows, averaged over draws of the latent and the cases of a masking. */
export interface RowTerms {
  readonly rowCount: number;
  /** Reconstructions of the modalities, of the hidden entries of those that are hidden, and KL. */
  readonly columns: readonly string[];
  /** `[rows, columns]` */
  readonly values: Float32Array;
}

/** @param hides - modalities with entries that are hidden and count as such */
export const termColumns = (modalities: readonly { readonly name: string }[], hides: readonly string[] = []) => [
  ...modalities.map(({ name }) => name),
  ...hides.map(hiddenTerm),
  KL_TERM,
];

export class RowTermTally {
  readonly #modalities: readonly Modality[];
  readonly #hides: readonly string[];
  readonly #latentCount: number;
  readonly #columns: readonly string[];
  /** `[rows, columns]` */
  readonly #sums: Float64Array;
  readonly #looks: Float64Array;

  /** @param modalities - what is told from the latent */
  constructor(modalities: readonly Modality[], { masking, sizes }: Pick<Model, 'masking' | 'sizes'>, rowCount: number) {
    this.#modalities = modalities;
    this.#hides = masking?.hides ?? [];
    this.#latentCount = sizes.latentCount;
    this.#columns = termColumns(modalities, this.#hides);
    this.#sums = new Float64Array(rowCount * this.#columns.length);
    this.#looks = new Float64Array(rowCount * this.#columns.length);
  }

  /**
   * @param values - of one batch, as `rowOutputs` names them
   * @param first - place of its first row in the split
   */
  add(values: NamedTensors, first: number, rowCount: number): void {
    const latentCount = this.#latentCount;
    let column = 0;
    const add = (of: (row: number) => number, counts: (row: number) => number = () => 1): void => {
      for (let row = 0; row < rowCount; row++) {
        const at = (first + row) * this.#columns.length + column;
        this.#sums[at]! += of(row);
        this.#looks[at]! += counts(row);
      }
      column++;
    };
    const output = (name: string) => {
      const { data } = values[name]!;
      return (row: number) => data[row]!;
    };
    for (const { name } of this.#modalities) add(output(reconstructionName(name, 'all')));
    for (const name of this.#hides) add(output(reconstructionName(name, 'hidden')), output(hiddenRowsName(name)));
    const { data } = values.klPerUnit!;
    add((row) => {
      let kl = 0;
      for (let unit = 0; unit < latentCount; unit++) kl += data[row * latentCount + unit]!;
      return kl;
    });
  }

  /** The rows that are kept. A row none of whose entries was hidden has 0 there. */
  terms(): RowTerms {
    const width = this.#columns.length;
    const all = Int32Array.from({ length: this.#sums.length / width }, (_, row) => row);
    const kept = spreadRows(all, TERM_ROWS);
    const values = new Float32Array(kept.length * width);
    kept.forEach((row, k) => {
      for (let column = 0; column < width; column++) {
        const at = row * width + column;
        values[k * width + column] = this.#sums[at]! / Math.max(1, this.#looks[at]!);
      }
    });
    return { rowCount: kept.length, columns: this.#columns, values };
  }
}
