/** Curves over epochs with the trivial models that belong to them, of one run or as a band over the runs of a study. */
import type { SplitEvaluation } from '../diagnose/evaluation.ts';
import { tellsLabelAlone, trivialLabel } from '../diagnose/told-label.ts';
import type { Figure } from '../figures/figure.ts';
import { type Baseline, type Line, type LineChart, type LinePoint, lineChart } from '../figures/line-chart.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import { baselineSums, mainSplit } from './evaluation-tables.ts';
import type { ReportInput } from './report-input.ts';

/** File name to figure. */
export type NamedFigures = Readonly<Record<string, Figure>>;

const NATS = 'nats per row';
/** A configured loss closer to the negative ELBO than this share of it is the same curve. */
const SAME_CURVE = 1e-6;

/**
 * The bound, the configured loss where it is another number, and KL.
 *
 * @param inputs - the runs; one draws lines, several draw their mean and a band from lowest to highest
 */
export function lossFigures(inputs: readonly ReportInput[]): NamedFigures {
  const isBound = inputs.every(({ evaluation }) => evaluation.latentIsSampled);
  const isLabelAlone = inputs.every(({ evaluation }) => tellsLabelAlone(evaluation));
  const curve = isBound ? 'negative ELBO' : isLabelAlone ? 'prediction' : 'reconstruction';
  const curveOf = (terms: TermAverages): number => (isBound ? terms.negativeElbo : terms.reconstruction);
  const { baselines, rows } = averageBaselines(inputs);
  const chart = (about: Omit<LineChart, 'xTitle' | 'lines'>, value: (terms: TermAverages) => number): Figure =>
    lineChart({
      ...about,
      subtitle: [...(about.subtitle ?? []), ...bandNote(inputs)],
      xTitle: 'epoch',
      lines: lines(inputs, value),
    });
  const pair = (
    name: string,
    about: Omit<LineChart, 'xTitle' | 'lines' | 'scale'>,
    value: (terms: TermAverages) => number,
  ) => ({
    [`${name}-linear`]: chart({ ...about, title: `${about.title}, linear`, scale: 'linear' }, value),
    [`${name}-log`]: chart({ ...about, title: `${about.title}, logarithmic`, scale: 'log' }, value),
  });
  const bound = {
    title: `${isBound ? 'Negative ELBO' : isLabelAlone ? 'Prediction' : 'Reconstruction'} over epochs`,
    subtitle: [
      isBound
        ? 'reconstruction + KL, unweighted, beside trivial models that need no latent'
        : isLabelAlone
          ? 'nats that the head pays for the label, beside the trivial model of it'
          : 'a plain autoencoder pays nothing for its latent: below these baselines is the least to expect, not a skill',
      'running: while parameters moved; evaluated: after the epoch, dropout off',
      ...(rows === undefined ? [] : [`baselines and floor: on the ${rows} rows, fitted on train`]),
    ],
    yTitle: `${curve}, ${NATS}`,
    baselines,
  };
  const objective = {
    title: 'Loss as configured, over epochs',
    subtitle: [
      'what training lowers, weights and reductions included; trivial models are drawn in nats, with the figures above',
    ],
    yTitle: 'loss, units of the objective',
  };
  const kl = {
    title: 'KL over epochs, raw',
    subtitle: ['unweighted, summed over latent units'],
    yTitle: `KL, ${NATS}`,
    scale: 'linear' as const,
    baselines: [{ label: 'latent says nothing:', value: 0 }],
  };
  const isAnotherCurve = inputs.some((input) => input.epochs.some((epoch) => differs(epoch, curveOf)));
  return {
    ...pair('loss', bound, curveOf),
    ...(isAnotherCurve ? pair('objective', objective, (terms) => terms.loss) : {}),
    ...maskedFigures(),
    kl: chart(kl, (terms) => terms.kl),
  };

  /** Where entries are hidden: the objective over those alone and over all, and each hidden modality beside its lines. */
  function maskedFigures(): NamedFigures {
    const maskings = inputs.map(({ evaluation }) => evaluation.masking);
    if (maskings.some((masking) => masking === undefined)) return {};
    const entries = {
      title: 'The objective over hidden and over all entries',
      subtitle: [
        `trained on: ${[...new Set(maskings.map((masking) => masking!.trains))].join(', ')}; both are logged whatever trains`,
      ],
    };
    const sides = ['hidden', 'all'] as const;
    const figure = (scale: 'linear' | 'log', isWhole: boolean): Figure =>
      lineChart({
        ...entries,
        title: `${isWhole ? entries.title : 'Reconstruction of hidden and of all entries'}, ${scale === 'linear' ? 'linear' : 'logarithmic'}`,
        subtitle: [
          entries.subtitle[0]!,
          `${isWhole ? 'with' : 'without'} the weighted KL; units of the objective`,
          ...bandNote(inputs),
        ],
        yTitle: isWhole ? 'objective' : 'reconstruction, units of the objective',
        scale,
        xTitle: 'epoch',
        lines: sides.flatMap((side) =>
          lines(inputs, (terms) => {
            const total = terms.masked?.objectives[side];
            return total === undefined || isWhole ? total : total - terms.weightedKl;
          }).map((line) => ({
            ...line,
            name: `${side}: ${line.name}`,
          })),
        ),
      });
    const hidden = [...new Set(maskings.flatMap((masking) => masking!.hides))].slice(0, MOST_HIDDEN);
    return {
      'masked-linear': figure('linear', true),
      'masked-log': figure('log', true),
      'masked-reconstruction-linear': figure('linear', false),
      'masked-reconstruction-log': figure('log', false),
      ...Object.fromEntries(
        hidden.map((name) => [
          `hidden-${fileWords(name)}`,
          lineChart({
            title: `Hidden ${name} over epochs`,
            subtitle: [
              'reconstruction of hidden entries from what the encoder saw, beside trivial models of the same entries',
              ...bandNote(inputs),
            ],
            xTitle: 'epoch',
            yTitle: `reconstruction of hidden ${name}, ${NATS}`,
            scale: 'linear',
            lines: lines(inputs, (terms) => terms.masked?.hidden[name]),
            baselines: hiddenBaselines(inputs, name),
          }),
        ]),
      ),
    };
  }
}

/** Modalities with a figure of their own. */
const MOST_HIDDEN = 12;

export const fileWords = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '-');

/** What trivial models pay for hidden entries of a modality: the lines that its curve has to beat. */
export function hiddenBaselines(inputs: readonly ReportInput[], name: string): Baseline[] {
  const all = inputs.flatMap(({ evaluation }) => mainSplit(evaluation)?.[1].perModality[name]?.hidden?.baselines ?? []);
  if (all.length < inputs.length) return [];
  const average = (of: (each: (typeof all)[number]) => number): number =>
    all.reduce((sum, each) => sum + of(each), 0) / all.length;
  return [
    { label: 'constant', value: average(({ constant }) => constant) },
    { label: 'per column', value: average(({ perColumn }) => perColumn) },
  ];
}

const differs = ({ running }: EpochRecord, curveOf: (terms: TermAverages) => number): boolean =>
  Math.abs(running.loss - curveOf(running)) > SAME_CURVE * Math.abs(curveOf(running));

function baselinesOf(input: ReportInput, split: SplitEvaluation): Baseline[] {
  const { constant, perColumn, markov, floor } = baselineSums(input.evaluation, split);
  const trivial = tellsLabelAlone(input.evaluation)
    ? [{ label: trivialLabel(input.evaluation.label!), value: perColumn }]
    : [
        { label: 'constant', value: constant },
        { label: 'per column', value: perColumn },
      ];
  return [
    ...trivial,
    ...(markov === undefined ? [] : [{ label: 'Markov', value: markov }]),
    ...(floor === undefined ? [] : [{ label: 'floor', value: floor }]),
  ];
}

/** Means over runs of each baseline that all of them have; splits may differ from seed to seed. */
function averageBaselines(inputs: readonly ReportInput[]): { baselines: Baseline[]; rows?: string } {
  const splits = inputs.map((input) => mainSplit(input.evaluation));
  const name = splits[0]?.[0];
  if (name === undefined || splits.some((split) => split?.[0] !== name)) return { baselines: [] };
  const all = inputs.map((input, index) => baselinesOf(input, splits[index]![1]));
  const baselines = all[0]!.flatMap(({ label }) => {
    const values = all.flatMap((run) => run.filter((baseline) => baseline.label === label));
    if (values.length < all.length) return [];
    return [{ label, value: values.reduce((sum, { value }) => sum + value, 0) / values.length }];
  });
  return { baselines, rows: name };
}

/** @param value - undefined where terms do not have it: such points are left out */
export function lines(inputs: readonly ReportInput[], value: (terms: TermAverages) => number | undefined): Line[] {
  const kinds: readonly (readonly [string, (epoch: EpochRecord) => TermAverages | undefined])[] = [
    ['train (running)', (epoch) => epoch.running],
    ['train (evaluated)', (epoch) => epoch.train],
    ['validation', (epoch) => epoch.validation],
    ['test', (epoch) => epoch.test],
  ];
  const runs = inputs.map(({ epochs }) => epochs);
  return kinds
    .map(([name, termsOf]) => ({ name, points: pointsOverRuns(runs, termsOf, value) }))
    .filter((line) => line.points.length > 0);
}

/** At each epoch the mean over the runs that have it, from lowest to highest. */
export function pointsOverRuns(
  runs: readonly (readonly EpochRecord[])[],
  termsOf: (epoch: EpochRecord) => TermAverages | undefined,
  value: (terms: TermAverages) => number | undefined,
): LinePoint[] {
  const byEpoch = new Map<number, number[]>();
  for (const epoch of runs.flat()) {
    const terms = termsOf(epoch);
    const one = terms && value(terms);
    if (one === undefined) continue;
    const values = byEpoch.get(epoch.epoch);
    if (values === undefined) byEpoch.set(epoch.epoch, [one]);
    else values.push(one);
  }
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => ({
      x,
      y: values.reduce((sum, one) => sum + one, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    }));
}

export function bandNote(inputs: readonly ReportInput[]): string[] {
  if (inputs.length === 1) return [];
  const lengths = new Set(inputs.map(({ epochs }) => epochs.at(-1)?.epoch));
  const uneven = lengths.size > 1 ? '; runs end at different epochs, later ones count those still running' : '';
  return [`line: mean of ${inputs.length} runs; band: lowest to highest${uneven}`];
}
