/** The numbers of a lab notebook as tables. */

import { formatNumber } from '../base/format-number.ts';
import type { ComparedMetric, SideComparison } from '../diagnose/compare/compare-sides.ts';
import { relativeDelta } from '../diagnose/compare/compare-sides.ts';
import { comparedSplit, intervalInWords } from '../diagnose/compare/main-metric.ts';
import { METRICS, type MetricName } from '../diagnose/compare/metric-values.ts';
import type { Interval } from '../diagnose/compare/paired-bootstrap.ts';
import type { Evaluation, SplitEvaluation } from '../diagnose/evaluation.ts';
import { percent } from '../diagnose/wording.ts';
import { type Block, table, text } from './document.ts';
import { splitsOf } from './evaluation-tables.ts';
import type { NotebookEntry } from './notebook.ts';
import { type Cell, combineTables, type Table } from './tables.ts';

/** What is told of other rows than the judged ones. */
const SHORT: readonly MetricName[] = ['negativeElbo', 'hiddenReconstruction', 'reconstruction', 'kl'];

/** Of the judged rows every number, of other rows those of all modalities together. */
export function comparisonTables(comparison: SideComparison, parent: string, label: string): Block[] {
  const split = comparedSplit(comparison);
  if (split === undefined) return [text('No split was evaluated in both.')];
  const whole = comparison.metrics.filter(
    ({ part, split: of, name }) => part === undefined && (of === split || SHORT.includes(name)),
  );
  const parts = comparison.metrics.filter(({ part, split: of }) => part !== undefined && of === split);
  return [
    table(metricTable(whole, ['split', 'number'], ({ split: of, name }) => [of, METRICS[name].label], parent, label)),
    ...(parts.length === 0
      ? []
      : [
          text(`By modality, on ${split}:`),
          table(
            metricTable(parts, ['modality', 'number'], ({ part, name }) => [part, METRICS[name].label], parent, label),
          ),
        ]),
  ];
}

function metricTable(
  metrics: readonly ComparedMetric[],
  header: readonly string[],
  named: (metric: ComparedMetric) => Cell[],
  parent: string,
  label: string,
): Table {
  return {
    header: [...header, parent, label, 'difference', '%', 'over rows', 'over seeds', 'reading'],
    rows: metrics.map((metric) => [
      ...named(metric),
      metric.before.count === 1 ? metric.before.mean : metric.before,
      metric.now.count === 1 ? metric.now.mean : metric.now,
      metric.delta === undefined ? 'withheld' : signed(metric.delta),
      inPercent(metric),
      interval(metric.overRows),
      interval(metric.overSeeds),
      reading(metric),
    ]),
  };
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatNumber(Number(value.toPrecision(3)))}`;

function inPercent(metric: ComparedMetric): Cell {
  const share = relativeDelta(metric);
  if (share === undefined || share === 0) return undefined;
  return `${share > 0 ? '+' : '-'}${percent(Math.abs(share)).replace(' %', '')}`;
}

const interval = (given: Interval | undefined): Cell => (given === undefined ? undefined : intervalInWords(given));

/** Better and worse are said of what an interval leaves no doubt about; else where the number went. */
function reading({ change, name, overRows, overSeeds, withheld = [] }: ComparedMetric): string {
  const { better } = METRICS[name];
  if (change === 'withheld') return withheld.map((clause) => clause.replace(/ \(.*\)$/, '')).join('; ');
  if (change === 'unclear') return 'chance';
  const isSure = overRows !== undefined || overSeeds !== undefined;
  if (change === 'same' || better === undefined || !isSure) return change;
  return change === better ? 'better' : 'worse';
}

/** All entries on the rows that they know least. Studies are means over their runs. */
export function sideBySide(entries: readonly NotebookEntry[]): Block[] {
  const rows = entries.flatMap((entry) => {
    const tables = entry.runs.map(({ input: { evaluation } }): Table => {
      const [split] = [...splitsOf(evaluation)].reverse();
      if (split === undefined) return { header: [], rows: [] };
      const [name, values] = split;
      const { negativeElbo, reconstruction, kl, activeUnits, loss } = values;
      const bound = evaluation.latentIsSampled ? negativeElbo : undefined;
      return {
        header: [],
        rows: [
          [
            entry.label,
            compares(entry),
            name,
            bound,
            reconstruction,
            kl,
            hiddenSum(evaluation, values),
            activeUnits,
            loss,
          ],
        ],
      };
    });
    return combineTables(tables, entry.side.overlap).rows;
  });
  return [
    table({
      header: [
        'run',
        'compares',
        'split',
        'negative ELBO',
        'reconstruction',
        'KL, raw',
        'reconstruction of what is hidden',
        'active units',
        'loss, as configured',
      ],
      rows,
    }),
    text(
      'Nats per row, but for active units and the loss, which is in the units of each objective. Rows of this table compare only where it says so; the loss only where the objective is the same.',
    ),
  ];
}

function hiddenSum({ masking }: Evaluation, { perModality }: SplitEvaluation): number | undefined {
  const parts = masking?.hides.map((modality) => perModality[modality]?.hidden?.reconstruction);
  return parts?.reduce((sum, nats) => (sum === undefined || nats === undefined ? undefined : sum + nats), 0);
}

/** Whether the reconstruction may be held beside the parent's. */
function compares({ against, comparison }: NotebookEntry): string {
  if (comparison === undefined) return 'with what follows';
  const isWithheld = comparison.metrics.every(
    ({ name, part, change }) => name !== 'reconstruction' || part !== undefined || change === 'withheld',
  );
  return isWithheld ? `not with ${against}` : `with ${against}`;
}
