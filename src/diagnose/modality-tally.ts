/** What is gathered of one modality while a model runs over a split: sums over rows, never the predictions. */
import type { Modality } from '../data/dataset.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { ModalityBaselines } from './baselines/fit-baselines.ts';
import { type BinaryMetrics, binaryMetrics, type FixedAnswers } from './binary-metrics.ts';
import type { ChosenThresholds } from './chosen-thresholds.ts';
import { ColumnSpread } from './column-spread.ts';
import { CutCounts } from './cut-counts.ts';
import type { Baselines, EntryEvaluation } from './evaluation.ts';
import { BINARY_ROW_SUMS, type EntrySide, outputName, ROW_SUMS, type RowSum } from './modality-outputs.ts';
import { countCodes, emptyHistogram, type ScoreHistogram } from './score-histogram.ts';

export class ModalityTally {
  readonly #modality: Modality;
  readonly #side: EntrySide;
  readonly #totals = new Map<RowSum, number>();
  readonly #histogram = emptyHistogram();
  readonly #cuts: CutCounts | undefined;
  #spread: ColumnSpread;
  /** Of predictions over rows, summed over columns and ended cases. */
  #variances = 0;
  #looks = 0;

  /** @param thresholds - cuts chosen on other rows, which entries of 0 and 1 are answered at too */
  constructor(modality: Modality, side: EntrySide = 'all', thresholds?: ChosenThresholds) {
    this.#cuts = thresholds && new CutCounts(thresholds);
    this.#modality = modality;
    this.#side = side;
    this.#spread = new ColumnSpread(modality.count);
  }

  /**
   * Rows may be added again, with another draw of the latent or another case: numbers are means over all looks.
   *
   * @param values - of one batch, as `modalityOutputs` names them
   */
  add(values: NamedTensors, rowCount: number): void {
    const of = (kind: string) =>
      values[outputName(kind, this.#modality.name, this.#side)]?.data as Float32Array | undefined;
    for (const kind of [...ROW_SUMS, ...BINARY_ROW_SUMS]) {
      const data = of(kind);
      if (data === undefined) continue;
      this.#totals.set(
        kind,
        data.reduce((total, value) => total + value, this.#totals.get(kind) ?? 0),
      );
    }
    this.#spread.add(rowCount, of('centre')!, of('spread')!);
    const codes = of('codes');
    if (codes !== undefined) {
      countCodes(this.#histogram, codes);
      this.#cuts?.add(codes, rowCount);
    }
    this.#looks += rowCount;
  }

  /** To be called after the rows of a case: predictions vary with rows, and not for what is hidden of them. */
  endCase(): void {
    this.#variances += this.#spread.totalVariance();
    this.#spread = new ColumnSpread(this.#modality.count);
  }

  /** Entries by target and logit, as often as they were looked at; 0 / 1 targets only. */
  get histogram(): ScoreHistogram {
    return this.#histogram;
  }

  /** Whether any entry was counted. */
  get hasEntries(): boolean {
    return this.#entryCount > 0;
  }

  /** Share of looks at rows that have entries which count. */
  get rowShare(): number {
    return this.#rowLooks / this.#looks;
  }

  /** Entries that count of a row that has some. */
  get entriesPerRow(): number {
    return this.#entryCount / this.#rowLooks;
  }

  /**
   * @param rows - how many there are, and how often each was added in a case
   * @param shuffledNats - summed over rows and cases, each row decoded from the latent of another row
   * @param given - over all entries of the rows
   */
  summarize(rows: { count: number; draws: number }, shuffledNats: number, given: ModalityBaselines): EntryEvaluation {
    const { trainMean, answers, ...baselines } = given;
    const mse = this.#totals.get('squares')! / this.#entryCount;
    const { perColumnMse } = baselines;
    const columnsOverCases = this.#entryCount / (rows.count * rows.draws);
    return {
      reconstruction: this.#mean('reconstruction'),
      ...(this.#totals.has('trained') ? { trained: this.#mean('trained') } : {}),
      shuffledReconstruction: (shuffledNats * rows.draws) / this.#rowLooks,
      mse,
      ...(perColumnMse > 0 ? { r2: 1 - mse / perColumnMse } : {}),
      predictionVariance: this.#variances / columnsOverCases,
      means: {
        data: this.#totals.get('target')! / this.#entryCount,
        predicted: this.#totals.get('prediction')! / this.#entryCount,
        train: trainMean,
      },
      // Baselines know whether all entries of these rows and of train are 0 or 1.
      ...(answers !== undefined && this.#totals.has('hits')
        ? { bitAccuracy: this.#totals.get('hits')! / this.#entryCount, binary: this.#binary(mse, rows.count, answers) }
        : {}),
      baselines:
        this.#side === 'all' ? baselines : baselinesOfPart(baselines, this.entriesPerRow / this.#modality.count),
    };
  }

  #binary(brier: number, rowCount: number, answers: FixedAnswers): BinaryMetrics {
    // An entry is one entry however often it is looked at.
    const looksPerEntry = this.#entryCount / (rowCount * this.#modality.count);
    const entries = looksPerEntry > 1 ? this.#histogram.map((count) => count / looksPerEntry) : this.#histogram;
    const rows = {
      columnShare: this.entriesPerRow / this.#modality.count,
      ones: this.#mean('ones'),
      onesSquared: this.#mean('ones squared'),
      countMse: { thresholded: this.#mean('count error'), expected: this.#mean('expected count error') },
      brier,
    };
    const atChosen = this.#cuts?.answers(entries, this.#rowLooks);
    return { ...binaryMetrics(entries, rows, answers), ...(atChosen === undefined ? {} : { atChosen }) };
  }

  get #entryCount(): number {
    return this.#totals.get('entries') ?? this.#looks * this.#modality.count;
  }

  /** Looks at rows that have entries which count. */
  get #rowLooks(): number {
    return this.#totals.get('rows') ?? this.#looks;
  }

  #mean(kind: RowSum): number {
    return this.#totals.get(kind)! / this.#rowLooks;
  }
}

/**
 * Baselines of a share of the entries, every entry as likely to be in it. Chains and components read the very entries
 * that may be hidden, so they stand beside no part.
 */
function baselinesOfPart({ markov: _, pcaMse: __, ...rest }: Baselines, share: number): Baselines {
  const { constant, perColumn, floor } = rest;
  return {
    ...rest,
    constant: constant * share,
    perColumn: perColumn * share,
    ...(floor === undefined ? {} : { floor: floor * share }),
  };
}
