/** Curves of a study of pairs: for each modality that is predicted one colour per dummy, train solid and validation dashed. */
import { type Baseline, type Line, lineChart } from '../figures/line-chart.ts';
import type { TermAverages } from '../store/run-record.ts';
import { fileWords, hiddenBaselines, lines, type NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

/** Runs of one pair: repeats of each other. */
export interface PairRuns {
  readonly primary: string;
  readonly dummy: string;
  readonly inputs: readonly ReportInput[];
}

/** Modalities with figures of their own. */
const MOST_PRIMARIES = 8;

const STYLES: Readonly<Record<string, boolean>> = { 'train (running)': false, validation: true };

export function pairFigures(pairs: readonly PairRuns[]): NamedFigures {
  const primaries = [...new Set(pairs.map(({ primary }) => primary))].slice(0, MOST_PRIMARIES);
  return Object.fromEntries(
    primaries.flatMap((primary) => {
      const own = pairs.filter((pair) => pair.primary === primary);
      const panels: readonly (readonly [string, string, string, (terms: TermAverages) => number | undefined])[] = [
        ['total', 'The objective over hidden entries', 'objective', (terms) => terms.masked?.objectives.hidden],
        ['reconstruction', 'Reconstruction of hidden entries', 'nats per row', (t) => t.masked?.hidden[primary]],
        ['kl', 'KL, raw', 'nats per row', (terms) => terms.kl],
      ];
      const baselines: Readonly<Record<string, readonly Baseline[]>> = {
        reconstruction: hiddenBaselines(
          own.flatMap(({ inputs }) => inputs),
          primary,
        ),
        kl: [{ label: 'latent says nothing:', value: 0 }],
      };
      return panels.map(([panel, title, yTitle, value]) => [
        `pairs-${fileWords(primary)}-${panel}`,
        lineChart({
          title: `${title}, ${primary} hidden`,
          subtitle: [
            'a colour for each modality hidden beside it as a dummy; solid: train, while parameters moved; dashed: validation',
          ],
          xTitle: 'epoch',
          yTitle,
          scale: 'linear',
          lines: own.flatMap((pair) => linesOf(pair, value)),
          baselines: baselines[panel] ?? [],
        }),
      ]);
    }),
  );
}

const linesOf = ({ dummy, inputs }: PairRuns, value: (terms: TermAverages) => number | undefined): Line[] =>
  lines(inputs, value)
    .filter(({ name }) => name in STYLES)
    .map((line) => ({
      ...line,
      name: `with ${dummy}, ${line.name}`,
      color: `with ${dummy}`,
      isDashed: STYLES[line.name]!,
    }));
