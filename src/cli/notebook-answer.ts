/** A lab notebook as programs read it. */
import { METRICS } from '../diagnose/compare/metric-values.ts';
import type { NotebookEntry } from '../report/notebook.ts';

export const notebookAnswer = (entries: readonly NotebookEntry[]) => ({
  runs: entries.map(({ label, id, path, isStudy, runs, notes, against, ...said }) => ({
    [isStudy ? 'study' : 'run']: id,
    label,
    path,
    ...(isStudy ? { members: runs.map(({ member, path: folder }) => ({ member, path: folder })) } : {}),
    notes,
    ...(against === undefined ? {} : { against, ...comparisonAnswer(said) }),
  })),
});

function comparisonAnswer({ changes, comparison, findings, readings }: Partial<NotebookEntry>) {
  return {
    changes,
    differences: comparison!.differences,
    metrics: comparison!.metrics.map((metric) => ({ ...metric, label: METRICS[metric.name].label })),
    readings,
    findings,
  };
}
