/** What a program computes of one modality for a tally: sums over the columns of a row, and over the rows of a batch. */
import type { Modality } from '../data/dataset.ts';
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
import { BINS_PER_LOGIT, CODE_OF_HALF, CODE_OF_ONES, LAST_CODE, UNCOUNTED_CODE } from './score-histogram.ts';

/** Entries that numbers are taken over: all of a modality or, where some are hidden from the encoder, one side. */
export const ENTRY_SIDES = ['all', 'hidden', 'seen'] as const;
export type EntrySide = (typeof ENTRY_SIDES)[number];

export const outputName = (kind: string, modality: string, side: EntrySide): string =>
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
export const ROW_SUMS = ['reconstruction', 'trained', 'squares', 'target', 'prediction', 'rows', 'entries'] as const;
export const BINARY_ROW_SUMS = ['hits', 'ones', 'ones squared', 'count error', 'expected count error'] as const;
export type RowSum = (typeof ROW_SUMS)[number] | (typeof BINARY_ROW_SUMS)[number];

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
