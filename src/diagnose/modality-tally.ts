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
  scale,
  square,
  subtract,
  sum,
} from '../graph/operations/index.ts';
import { columnsOf, type Model, type ModelGraph } from '../vae/model.ts';
import {
  BINS_PER_LOGIT,
  binaryMetrics,
  CODE_OF_HALF,
  CODE_OF_ONES,
  countCodes,
  emptyHistogram,
  LAST_CODE,
} from './binary-metrics.ts';
import { ColumnSpread } from './column-spread.ts';
import type { Baselines, ModalityEvaluation } from './evaluation.ts';

const outputName = (kind: string, modality: string): string => `${kind} of ${modality}`;

/** Outputs `[batch]` that are averaged over rows, `trained` where it is not the reconstruction; the second list only where entries may be 0 / 1. */
const ROW_SUMS = ['reconstruction', 'trained', 'squares'] as const;
const BINARY_ROW_SUMS = ['hits', 'ones', 'ones squared', 'count error', 'expected count error'] as const;
type RowSum = (typeof ROW_SUMS)[number] | (typeof BINARY_ROW_SUMS)[number];

/** What a program has to compute for `ModalityTally`, by name. */
export function modalityOutputs(model: Model, graph: ModelGraph, modality: Modality): Record<string, Node> {
  const { name } = modality;
  const likelihood = model.likelihoods[name]!;
  const targets = columnsOf(graph.x, modality);
  const outputs = columnsOf(graph.outputs, modality);
  const predicted = likelihood.predict(outputs);
  const centre = mean(predicted, [0], true);
  const named: Record<string, Node> = {
    reconstruction: graph.terms.reconstruction[name]!,
    ...(graph.terms.trained[name] === undefined ? {} : { trained: graph.terms.trained[name] }),
    squares: sum(square(subtract(targets, predicted)), [1]),
    centre,
    spread: sum(square(subtract(predicted, centre)), [0]),
    ...(likelihood.kind === 'bernoulli' ? binaryOutputs(targets, predicted, outputs) : {}),
  };
  return Object.fromEntries(Object.entries(named).map(([kind, node]) => [outputName(kind, name), node]));
}

function binaryOutputs(
  targets: Node,
  predicted: Node,
  logits: Node,
): Record<(typeof BINARY_ROW_SUMS)[number] | 'codes', Node> {
  const half = constant(0.5);
  const answers = cast(greater(predicted, half), 'float');
  const truths = cast(greater(targets, half), 'float');
  const ones = sum(truths, [1]);
  const codes = add(scale(logits, BINS_PER_LOGIT), constant(CODE_OF_HALF));
  return {
    hits: sum(cast(equal(answers, truths), 'float'), [1]),
    ones,
    'ones squared': square(ones),
    'count error': square(subtract(sum(answers, [1]), ones)),
    'expected count error': square(subtract(sum(predicted, [1]), ones)),
    codes: add(clip(codes, 0, LAST_CODE), scale(truths, CODE_OF_ONES)),
  };
}

export class ModalityTally {
  readonly #modality: Modality;
  readonly #draws: number;
  readonly #totals = new Map<RowSum, number>();
  readonly #spread: ColumnSpread;
  readonly #histogram = emptyHistogram();
  #rowCount = 0;

  /** @param draws - how often each row is added, with another draw of the latent: numbers are means over them */
  constructor(modality: Modality, draws = 1) {
    this.#modality = modality;
    this.#draws = draws;
    this.#spread = new ColumnSpread(modality.count);
  }

  /** @param values - of one batch, as `modalityOutputs` names them */
  add(values: NamedTensors, rowCount: number): void {
    const of = (kind: string) => values[outputName(kind, this.#modality.name)]?.data as Float32Array | undefined;
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
    if (codes !== undefined) countCodes(this.#histogram, codes);
    this.#rowCount += rowCount;
  }

  /** @param shuffledReconstruction - nats per row of rows decoded from the latent of another row */
  summarize(shuffledReconstruction: number, baselines: Baselines): ModalityEvaluation {
    const { count } = this.#modality;
    const mse = this.#mean('squares') / count;
    // Baselines know whether all entries of these rows and of train are 0 or 1.
    const isBinary = baselines.zeroBitAccuracy !== undefined && this.#totals.has('hits');
    return {
      reconstruction: this.#mean('reconstruction'),
      ...(this.#totals.has('trained') ? { trained: this.#mean('trained') } : {}),
      shuffledReconstruction,
      mse,
      ...(baselines.perColumnMse > 0 ? { r2: 1 - mse / baselines.perColumnMse } : {}),
      predictionVariance: this.#spread.meanVariance(),
      ...(isBinary ? { bitAccuracy: this.#mean('hits') / count, binary: this.#binary(mse) } : {}),
      baselines,
    };
  }

  #binary(brier: number) {
    // An entry is one entry however often it is looked at.
    const entries = this.#histogram.map((count) => count / this.#draws);
    return binaryMetrics(entries, {
      columnCount: this.#modality.count,
      ones: this.#mean('ones'),
      onesSquared: this.#mean('ones squared'),
      countMse: { thresholded: this.#mean('count error'), expected: this.#mean('expected count error') },
      brier,
    });
  }

  #mean(kind: RowSum): number {
    return this.#totals.get(kind)! / this.#rowCount;
  }
}
