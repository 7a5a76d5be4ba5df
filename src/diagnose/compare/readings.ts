/** One line for each modality, as people write them by hand: what moved, by how much, and what only seems to have. */

import type { SplitName } from '../../data/dataset.ts';
import { CONSTANT_SHARE } from '../constant-predictor.ts';
import type { EntryEvaluation, Evaluation } from '../evaluation.ts';
import { type ComparedMetric, findMetric, type SideComparison } from './compare-sides.ts';
import type { ComparedSide } from './compared-run.ts';
import { changeInWords, comparedSplit } from './main-metric.ts';
import { METRICS, type MetricName } from './metric-values.ts';

export interface Reading {
  /** A modality, with `hidden` or `seen` in front where entries are hidden. */
  readonly part: string;
  /** Clauses, without the name. */
  readonly text: string;
}

export function readings(
  comparison: SideComparison,
  before: ComparedSide,
  now: ComparedSide,
  isSeedAlone: boolean,
): Reading[] {
  const split = comparedSplit(comparison);
  // One sentence says it of all of them.
  if (split === undefined || comparison.metrics.every(({ change }) => change === 'withheld')) return [];
  const parts = comparison.metrics.flatMap(({ part, modality, split: of }) =>
    part === undefined || modality === undefined || of !== split ? [] : [[part, modality] as const],
  );
  return [...new Map(parts)].map(([part, modality]) => {
    const metric = (name: MetricName) => findMetric(comparison, split, name, part);
    const reconstruction = metric('reconstruction');
    if (reconstruction?.change === 'withheld' && metric('mse')?.change === 'withheld')
      return { part, text: `not compared: ${reconstruction.withheld!.join('; ')}` };
    const [a, b] = [before, now].map(({ members }) => entriesOf(members[0]!.run.evaluation, split, modality, part));
    const counts = metric('countErrorCut');
    const isOneColumn = columnCount(before, modality) === 1;
    const answers = sameAnswers(a, b);
    const isLabel = metric('accuracy') !== undefined || (isOneColumn && metric('auroc') !== undefined);
    const told: readonly MetricName[] = isLabel
      ? ['accuracy', 'mcc', 'auroc']
      : counts === undefined
        ? ['mse']
        : ['auprc'];
    const clauses = [
      ...(reconstruction === undefined ? [] : [clause(reconstruction, isSeedAlone)]),
      ...(counts === undefined
        ? []
        : [answers === undefined ? clause(counts, isSeedAlone) : `count error unchanged: ${answers}`]),
      ...told.flatMap((name) => metric(name) ?? []).map((one) => clause(one, isSeedAlone)),
      ...(isConstant(a) && isConstant(b) ? ['both answer every row alike'] : []),
    ];
    return { part, text: clauses.join('; ') };
  });
}

const columnCount = ({ members: [first] }: ComparedSide, modality: string): number =>
  first!.run.evaluation.modalities.find(({ name }) => name === modality)?.count ?? 0;

function entriesOf(
  { splits }: Evaluation,
  split: SplitName,
  modality: string,
  part: string,
): EntryEvaluation | undefined {
  const values = splits[split]?.perModality[modality];
  return part === `hidden ${modality}` ? values?.hidden : part === `seen ${modality}` ? values?.seen : values;
}

/** Cut at 0.5, answers that are all alike make equal counts of unlike models. */
function sameAnswers(a: EntryEvaluation | undefined, b: EntryEvaluation | undefined): string | undefined {
  const [first, second] = [a?.binary?.answeredOne, b?.binary?.answeredOne];
  if (first === 0 && second === 0) return 'both predict 0 everywhere';
  return first === 1 && second === 1 ? 'both predict 1 everywhere' : undefined;
}

const isConstant = (entries: EntryEvaluation | undefined): boolean =>
  entries?.predictionVariance !== undefined &&
  entries.baselines.perColumnMse > 0 &&
  entries.predictionVariance / entries.baselines.perColumnMse < CONSTANT_SHARE;

function clause(metric: ComparedMetric, isSeedAlone: boolean): string {
  const { label } = METRICS[metric.name];
  if (metric.change === 'withheld') return `${label} not compared`;
  const noise =
    metric.change === 'same' ? '' : isSeedAlone ? ', seed noise' : metric.change === 'unclear' ? ', within chance' : '';
  return `${label} ${changeInWords(metric)}${noise}`;
}
