/** Pictures of runs side by side, on shared axes: of those only that measure the same. */
import { mean } from '../base/statistics.ts';
import { linePanels } from '../figures/line-panels.ts';
import { type ModalityBar, modalityBars } from '../figures/modality-bars.ts';
import { pairedHistograms } from '../figures/paired-histograms.ts';
import type { TermAverages } from '../store/run-record.ts';
import { baselineSums, splitsOf } from './evaluation-tables.ts';
import { lines, type NamedFigures } from './loss-figures.ts';
import type { NotebookEntry } from './notebook.ts';
import { predictionHistogram } from './row-figures.ts';

/** None where fewer than two measure the same. */
export function notebookFigures(entries: readonly NotebookEntry[]): NamedFigures {
  const drawn = alike(entries);
  if (drawn.length < 2) return {};
  const others = entries.filter((entry) => !drawn.includes(entry)).map(({ label }) => label);
  const leftOut =
    others.length === 0 ? [] : [`not drawn, for what they measure is another thing: ${others.join(', ')}`];
  const isBound = drawn.every(({ runs }) => runs.every(({ input }) => input.evaluation.latentIsSampled));
  const curve = isBound ? 'negative ELBO' : 'reconstruction';
  const panels = (value: (terms: TermAverages) => number) =>
    drawn.map(({ label, runs }) => ({
      title: label,
      lines: lines(
        runs.map(({ input }) => input),
        value,
      ),
    }));
  const note = ['one panel a run, all on the same axes', ...bands(drawn), ...leftOut];
  const bound = (scale: 'linear' | 'log') =>
    linePanels({
      title: `${isBound ? 'Negative ELBO' : 'Reconstruction'} over epochs, side by side, ${scale === 'log' ? 'logarithmic' : scale}`,
      subtitle: [...note, 'dashed: the rates of the columns, fitted on train'],
      xTitle: 'epoch',
      yTitle: `${curve}, nats per row`,
      scale,
      panels: panels((terms) => (isBound ? terms.negativeElbo : terms.reconstruction)),
      baselines: columnBaseline(drawn),
    });
  return {
    'side-by-side-linear': bound('linear'),
    'side-by-side-log': bound('log'),
    'side-by-side-kl': linePanels({
      title: 'KL over epochs, side by side',
      subtitle: ['unweighted, summed over latent units', ...note],
      xTitle: 'epoch',
      yTitle: 'KL, nats per row',
      scale: 'linear',
      panels: panels((terms) => terms.kl),
      baselines: [{ label: 'latent says nothing', value: 0 }],
    }),
    ...modalities(drawn, leftOut),
    ...predictions(drawn, leftOut),
  };
}

/** The first, and those whose bound stands beside that of a parent that is drawn. */
function alike(entries: readonly NotebookEntry[]): NotebookEntry[] {
  const kept: NotebookEntry[] = [];
  for (const entry of entries) {
    const isFirst = entry.comparison === undefined;
    const compares = entry.comparison?.metrics.some(
      ({ name, part, change }) => name === 'reconstruction' && part === undefined && change !== 'withheld',
    );
    if (isFirst || (compares === true && kept.some(({ label }) => label === entry.against))) kept.push(entry);
  }
  return kept;
}

const bands = (entries: readonly NotebookEntry[]): string[] =>
  entries.some(({ runs }) => runs.length > 1)
    ? ['of a study the line is the mean of its runs, the band lowest to highest']
    : [];

function columnBaseline([first]: readonly NotebookEntry[]) {
  const { evaluation } = first!.runs[0]!.input;
  const [split] = splitsOf(evaluation).filter(([name]) => name !== 'train');
  if (split === undefined) return [];
  return [{ label: 'per column', value: baselineSums(evaluation, split[1]).perColumn }];
}

function modalities(entries: readonly NotebookEntry[], leftOut: readonly string[]): NamedFigures {
  const first = entries[0]!.runs[0]!.input.evaluation;
  const split = splitsOf(first).at(-1)?.[0];
  if (split === undefined) return {};
  const isMasked = first.masking !== undefined;
  const part = (entry: NotebookEntry, name: string) =>
    entry.runs.flatMap(({ input }) => {
      const values = input.evaluation.splits[split]?.perModality[name];
      return (isMasked ? values?.hidden : values) ?? [];
    });
  const drawn = first.modalities.flatMap(({ name }) => {
    const bars = entries.flatMap((entry): ModalityBar[] => {
      const values = part(entry, name).map(({ reconstruction }) => reconstruction);
      return values.length === 0 ? [] : [{ label: entry.label, value: mean(values), role: 'model' }];
    });
    const own = part(entries[0]!, name)[0]?.baselines.perColumn;
    if (bars.length === 0 || own === undefined) return [];
    return [
      {
        name: isMasked ? `hidden ${name}` : name,
        bars: [...bars, { label: 'per column', value: own, role: 'trivial model' as const }],
      },
    ];
  });
  if (drawn.length === 0) return {};
  return {
    'side-by-side-modalities': modalityBars({
      title: `Reconstruction by modality, ${split}, side by side`,
      subtitle: [
        ...(isMasked
          ? ['of hidden entries, from what the encoder saw']
          : ['KL is not counted: a shorter bar may be paid for by a higher KL']),
        ...leftOut,
      ],
      xTitle: 'nats per row',
      modalities: drawn,
    }),
  };
}

/** Of more a page would be all histograms. */
const MOST_PANELS = 24;

/** How probabilities are distributed over the zeros and the ones of the data: a row for each modality, a column for each run. */
function predictions(entries: readonly NotebookEntry[], leftOut: readonly string[]): NamedFigures {
  const drawn = entries.flatMap(({ label, runs }) => {
    const { rows } = runs[0]!.input;
    return rows === undefined ? [] : [{ label, rows }];
  });
  const first = drawn[0]?.rows;
  if (first === undefined || drawn.length < 2) return {};
  const isBits = (name: string): boolean =>
    drawn.every(({ rows }) => rows.split === first.split && rows.values[name]?.kind === 'bits');
  const names = first.cells
    .map(({ name }) => name)
    .filter(isBits)
    .slice(0, Math.floor(MOST_PANELS / drawn.length));
  if (names.length === 0) return {};
  const ofStudy = entries.some(({ runs }) => runs.length > 1) ? ['of a study its first run'] : [];
  return {
    'side-by-side-reconstructions': pairedHistograms({
      title: `Reconstructions over the data, ${first.split}, side by side`,
      subtitle: ['a row of panels for each modality, a column for each run', ...ofStudy, ...leftOut],
      roots: true,
      columns: drawn.length,
      panels: names.flatMap((name) =>
        drawn.map(({ label, rows }) => ({
          ...predictionHistogram({ name, values: rows.values[name]! }),
          title: `${name}, ${label}`,
        })),
      ),
    }),
  };
}
