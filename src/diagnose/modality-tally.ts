/** What is gathered of one modality while a model runs over a split: sums over rows, never the predictions. */
import type { Modality } from '../data/dataset.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { Node } from '../graph/node.ts';
import {
  add,
  cast,
  clip,
  constant,
  equal,
  greater,
  mean,
  multiply,
  scale,
  square,
  subtract,
  sum,
  where,
} from '../graph/operations/index.ts';
import type { Model } from '../vae/model.ts';
import type { ModelGraph } from '../vae/model-graph.ts';
import { columnsOf, labelTargets } from '../vae/model-terms.ts';
import type { ModalityBaselines } from './baselines/fit-baselines.ts';
import {
  BINS_PER_LOGIT,
  type BinaryMetrics,
  binaryMetrics,
  CODE_OF_HALF,
  CODE_OF_ONES,
  countCodes,
  emptyHistogram,
  type FixedAnswers,
  LAST_CODE,
  type ScoreHistogram,
  UNCOUNTED_CODE,
} from './binary-metrics.ts';
import type { ChosenThresholds } from './chosen-thresholds.ts';
import { ColumnSpread } from './column-spread.ts';
import { CutCounts } from './cut-counts.ts';
import type { Baselines, EntryEvaluation } from './evaluation.ts';

/** Entries that numbers are taken over: all of a modality or, where some are hidden from the encoder, one side. */
export const ENTRY_SIDES = ['all', 'hidden', 'seen'] as const;
export type EntrySide = (typeof ENTRY_SIDES)[number];

const outputName = (kind: string, modality: string, side: EntrySide): string =>
  side === 'all' ? `${kind} of ${modality}` : `${kind} of ${side} ${modality}`;

/** Nats `[batch]` of a modality's entries, among the outputs. */
export const reconstructionName = (modality: string, side: EntrySide): string =>
  outputName('reconstruction', modality, side);

/** 1 for a row `[batch]` in which entries of the modality are hidden, among the outputs. */
export const hiddenRowsName = (modality: string): string => outputName('rows', modality, 'hidden');

/**
 * Outputs `[batch]` that are averaged over rows: `trained` where it is not the reconstruction, `rows` and `entries`
 * where only some are counted; the second list only where entries may be 0 / 1.
 */
const ROW_SUMS = ['reconstruction', 'trained', 'squares', 'target', 'prediction', 'rows', 'entries'] as const;
const BINARY_ROW_SUMS = ['hits', 'ones', 'ones squared', 'count error', 'expected count error'] as const;
type RowSum = (typeof ROW_SUMS)[number] | (typeof BINARY_ROW_SUMS)[number];

/** What a program has to compute for `ModalityTally`, by name. */
export function modalityOutputs(
  model: Model,
  graph: ModelGraph,
  modality: Modality,
  side: EntrySide = 'all',
): Record<string, Node> {
  const { name, count } = modality;
  const isLabel = model.label?.modality.name === name;
  const likelihood = isLabel ? model.label!.likelihood : model.likelihoods[name]!;
  const targets = isLabel ? labelTargets(model.label!) : columnsOf(graph.x, modality);
  const outputs = isLabel ? graph.labelOutputs! : columnsOf(graph.outputs, modality);
  const predicted = likelihood.predict(outputs);
  const centre = mean(predicted, [0], true);
  const counted =
    side === 'all' ? undefined : graph.mask!.perModality[name]![side === 'hidden' ? 'isHidden' : 'isSeen'];
  const only = (entries: Node): Node => (counted === undefined ? entries : multiply(entries, counted));
  // Masks are the same for all rows of a case, so a column is counted in every row or in none.
  const named: Record<string, Node> = {
    ...(counted === undefined ? wholeTerms() : partTerms(counted, side as 'hidden' | 'seen')),
    squares: sum(only(square(subtract(targets, predicted))), [1]),
    target: sum(only(targets), [1]),
    prediction: sum(only(predicted), [1]),
    centre: counted === undefined ? centre : mean(only(predicted), [0], true),
    spread: sum(only(square(subtract(predicted, centre))), [0]),
    ...(likelihood.kind === 'bernoulli' ? binaryOutputs(targets, predicted, outputs, counted, only) : {}),
  };
  return Object.fromEntries(Object.entries(named).map(([kind, node]) => [outputName(kind, name, side), node]));

  function wholeTerms(): Record<string, Node> {
    const { reconstruction, trained, prediction } = graph.terms;
    if (isLabel) {
      const { nats, trained: weighted } = prediction!;
      return { reconstruction: nats, ...(weighted === nats ? {} : { trained: weighted }) };
    }
    return {
      reconstruction: reconstruction[name]!,
      ...(trained[name] === undefined ? {} : { trained: trained[name] }),
    };
  }

  function partTerms(which: Node, part: 'hidden' | 'seen'): Record<string, Node> {
    const masked = graph.terms.masked!;
    const perCode = count / (which.shape[1] as number);
    return {
      reconstruction: masked[part][name]!,
      rows: masked[part === 'hidden' ? 'hasHidden' : 'hasSeen'][name]!,
      entries: scale(sum(which, [1]), perCode),
    };
  }
}

function binaryOutputs(
  targets: Node,
  predicted: Node,
  logits: Node,
  counted: Node | undefined,
  only: (entries: Node) => Node,
): Record<(typeof BINARY_ROW_SUMS)[number] | 'codes', Node> {
  const half = constant(0.5);
  const answers = cast(greater(predicted, half), 'float');
  const truths = cast(greater(targets, half), 'float');
  const ones = sum(only(truths), [1]);
  const codes = add(
    clip(add(scale(logits, BINS_PER_LOGIT), constant(CODE_OF_HALF)), 0, LAST_CODE),
    scale(truths, CODE_OF_ONES),
  );
  return {
    hits: sum(only(cast(equal(answers, truths), 'float')), [1]),
    ones,
    'ones squared': square(ones),
    'count error': square(subtract(sum(only(answers), [1]), ones)),
    'expected count error': square(subtract(sum(only(predicted), [1]), ones)),
    codes: counted === undefined ? codes : where(greater(counted, half), codes, constant(UNCOUNTED_CODE)),
  };
}

export class ModalityTally {
  readonly #modality: Modality;
  readonly #side: EntrySide;
  readonly #totals = new Map<RowSum, number>();
  readonly #histogram = emptyHistogram();
  #spread: ColumnSpread;
  /** Of predictions over rows, summed over columns and ended cases. */
  #variances = 0;
  #looks = 0;

  readonly #cuts: CutCounts | undefined;

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
