/** What `train`, `evaluate` and `diagnose` answer about a run, for programs and for people. */
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { Baselines, Evaluation } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { tellsLabelAlone, trivialLabel } from '../diagnose/told-label.ts';
import { type Metrics, runBaselines, runMetrics } from '../lab/metrics.ts';
import { type RunSummary, readFindings } from '../lab/run-files.ts';
import { baselineSums, partTable } from '../report/evaluation-tables.ts';
import { answersTable, numbersTable } from '../report/label-tables.ts';
import { combineTables, formatTable, type Table } from '../report/tables.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { RunState } from '../store/run-record.ts';

export interface RunAnswer {
  readonly run: string;
  readonly path: string;
  readonly status: RunState;
  readonly epochs: number;
  readonly durationMs: number;
  readonly metrics: Metrics;
  readonly baselines: Readonly<Record<string, Readonly<Record<string, Baselines>>>>;
  readonly findings: readonly Finding[];
  /** What is missing above, with the reason. */
  readonly notComputed: Readonly<Record<string, string>>;
}

/** @param durationMs - of the command that answers */
export function runAnswer(run: RunFolder, durationMs: number): RunAnswer {
  const summary = run.read('summary') as RunSummary | undefined;
  const findings = readFindings(run);
  if (run.readStatus().state === 'finished' && summary !== undefined)
    return evaluationAnswer(run, summary.evaluation, summary.effectiveBeta, findings, durationMs);
  const notComputed = { metrics: 'the run has not finished' };
  return { ...identity(run, durationMs), metrics: {}, baselines: {}, findings: [], notComputed };
}

export const evaluationAnswer = (
  run: RunFolder,
  evaluation: Evaluation,
  effectiveBeta: EffectiveBeta,
  findings: readonly Finding[],
  durationMs: number,
): RunAnswer => ({
  ...identity(run, durationMs),
  metrics: runMetrics(evaluation, effectiveBeta),
  baselines: runBaselines(evaluation),
  findings,
  notComputed: evaluation.notComputed,
});

function identity(run: RunFolder, durationMs: number) {
  const { state, epoch } = run.readStatus();
  return { run: run.id, path: run.path, status: state, epochs: epoch, durationMs: Math.round(durationMs) };
}

/**
 * The bound beside the bounds of trivial models, which alone may be compared with it. Where entries are hidden from the
 * encoder, also those by themselves; the bound only where all entries train.
 */
export function mainTable(evaluation: Evaluation): string {
  const answers = labelAnswers([evaluation]);
  return answers === undefined ? boundOrParts(evaluation) : `${boundOrParts(evaluation)}\n\n${answers}`;
}

/**
 * Of a head, on the rows that findings speak of; undefined where there is none.
 *
 * @param evaluations - of one run, or of repeats: means and intervals
 * @param overlap - of train rows between repeats, for `meanInterval`
 */
export function labelAnswers(evaluations: readonly Evaluation[], overlap = 0): string | undefined {
  const [first] = evaluations;
  if (first?.label === undefined) return undefined;
  const [judged] = judgedSplit(first) ?? [];
  const tables = evaluations.map(first.label.task === 'regression' ? numbersTable : answersTable);
  const { header, rows } = tables.length === 1 ? tables[0]! : combineTables(tables, overlap);
  const own = rows.filter(([split]) => split === judged);
  return own.length === 0 ? undefined : formatTable({ header: [first.label.name, ...header.slice(1)], rows: own });
}

function boundOrParts(evaluation: Evaluation): string {
  const { masking } = evaluation;
  if (masking === undefined) return formatTable(boundsOf(evaluation));
  const [judged] = judgedSplit(evaluation) ?? [];
  const { header, rows } = partTable(evaluation);
  const parts = formatTable({
    header: ['nats per row', ...header.slice(1)],
    rows: rows.filter(([split]) => split === judged),
  });
  return masking.trains === 'all' ? `${parts}\n\n${formatTable(boundsOf(evaluation))}` : parts;
}

function boundsOf(evaluation: Evaluation): Table {
  const isLabel = tellsLabelAlone(evaluation);
  const { latentIsSampled: isBound } = evaluation;
  // Without sampling there is no bound to compare; a label alone has its nats either way.
  const trivialNames = isLabel ? [trivialLabel(evaluation.label!)] : ['constant', 'per column', 'Markov'];
  const names = isBound
    ? ['negative ELBO', 'importance-weighted', ...trivialNames, 'reconstruction', 'KL']
    : isLabel
      ? ['prediction', ...trivialNames]
      : ['reconstruction'];
  return {
    header: ['nats per row', 'rows', ...names],
    rows: Object.entries(evaluation.splits).map(([name, split]) => {
      const { constant, perColumn, markov } = baselineSums(evaluation, split);
      const trivial = isLabel ? [perColumn] : [constant, perColumn, markov];
      const bounds = [split.negativeElbo, split.importanceWeighted?.negativeLogLikelihood];
      return isBound
        ? [name, split.rowCount, ...bounds, ...trivial, split.reconstruction, split.kl]
        : [name, split.rowCount, split.reconstruction, ...(isLabel ? trivial : [])];
    }),
  };
}
