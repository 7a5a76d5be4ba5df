/** Pictures of what the head learns from epoch to epoch, and of what training does to the latent it reads. */
import { ACTIVE_VARIANCE } from '../diagnose/evaluation.ts';
import type { Figure } from '../figures/figure.ts';
import { type Line, type LineChart, lineChart } from '../figures/line-chart.ts';
import { COLORS } from '../figures/theme.ts';
import type { EpochRecord, LabelAverages, LabelRecord, TermAverages } from '../store/run-record.ts';
import { type BestEpoch, bestEpoch, CURVE_SPLITS, labelEpochs, labelPoints } from './label-series.ts';
import { bandNote, type NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

/** Epochs of a line: more are closer than a pixel. */
const POINTS_UP_TO = 1000;
const UNITS_UP_TO = 8;
/** Far apart, for their lines lie close. */
const SPLIT_COLORS = { train: COLORS.blue, validation: COLORS.green, test: COLORS.orange } as const;

/**
 * @param inputs - the runs; one draws lines, several draw their mean and a band from lowest to highest
 * @returns nothing where no label is predicted, or no epoch was evaluated
 */
export function labelCurveFigures(inputs: readonly ReportInput[]): NamedFigures {
  const label = inputs[0]?.evaluation.label;
  const evaluated = labelEpochs(inputs);
  if (label === undefined || evaluated.every((run) => run.length === 0)) return {};
  const [best, bestF1] = [bestEpoch(evaluated), bestEpoch(evaluated, ['f1'])];
  const restored = inputs.length === 1 ? inputs[0]!.restoredEpoch : undefined;
  const { runs, notes } = thinned(evaluated, [best?.epoch, bestF1?.epoch, restored]);
  notes.push(...bandNote(inputs));
  const terms = (of: (terms: TermAverages) => number | undefined): readonly Line[] =>
    CURVE_SPLITS.map((split) => ({ name: split, points: labelPoints(runs, split, of) })).filter(hasPoints);
  const scores = (key: keyof LabelAverages): readonly Line[] =>
    CURVE_SPLITS.flatMap((split) => [
      {
        name: `${split}, sampling off`,
        points: labelPoints(runs, split, ({ label }) => label?.mean[key]),
        color: split,
      },
      {
        name: `${split}, sampling on`,
        points: labelPoints(runs, split, ({ label }) => label?.sampled?.[key]),
        color: split,
        isDashed: true,
      },
    ]).filter(hasPoints);
  const marksOf = (own: BestEpoch | undefined) => [
    ...(own === undefined ? [] : [{ x: own.epoch, label: `best on ${own.split}, ${own.epoch}` }]),
    ...(restored === undefined ? [] : [{ x: restored, label: `the model, ${restored}` }]),
  ];
  const chart = (about: Omit<LineChart, 'xTitle' | 'scale'>, own = best): Figure => {
    const marks = marksOf(own);
    return lineChart({
      ...about,
      subtitle: [...(about.subtitle ?? []), ...notes],
      xTitle: 'epoch',
      scale: 'linear',
      colors: SPLIT_COLORS,
      ...(marks.length === 0 ? {} : { marks }),
    });
  };
  const dashed = evaluated.some((run) => run.some(({ train }) => train?.label?.sampled !== undefined))
    ? ['dashed: sampling on, one draw a row, the same at every epoch']
    : [];
  const isRegression = label.task === 'regression';
  return {
    ...(isRegression
      ? {
          'label-error': chart({
            title: `Error of ${label.name} over epochs`,
            subtitle: dashed,
            yTitle: 'root mean square error',
            lines: scores('rootMeanSquare'),
          }),
        }
      : {
          'label-accuracy': chart({
            title: `Accuracy of ${label.name} over epochs`,
            subtitle: dashed,
            yTitle: 'share answered right',
            lines: scores('accuracy'),
          }),
          'label-f1': chart(
            {
              title: `F1 of ${label.name} over epochs`,
              subtitle: [label.task === 'binary' ? 'of the second class' : 'mean over classes', ...dashed],
              yTitle: 'F1',
              lines: scores('f1'),
            },
            bestF1,
          ),
        }),
    'label-loss': chart({
      title: `Prediction loss of ${label.name} over epochs`,
      subtitle: ['nats of the label alone, as training reads the latent; KL is not in it'],
      yTitle: 'nats per row',
      lines: terms(({ perModality }) => perModality[label.name]!),
    }),
    'label-total': chart({
      title: 'Total loss as configured, over epochs',
      subtitle: ['weights and reductions included, dropout off'],
      yTitle: 'loss, units of the objective',
      lines: terms(({ loss }) => loss),
    }),
    'label-kl': chart({
      title: 'KL over epochs, by split',
      subtitle: ['unweighted, summed over latent units'],
      yTitle: 'KL, nats per row',
      lines: terms(({ kl }) => kl),
    }),
    ...spreadFigures(runs, notes),
  };
}

/** Which unit lives on, and in how many directions rows still lie. Units of several runs have nothing in common but their rank. */
function spreadFigures(runs: readonly (readonly EpochRecord[])[], notes: readonly string[]): NamedFigures {
  const units = runs.flat()[0]?.train?.label?.meanVariancePerUnit.length ?? 0;
  const isOne = runs.length === 1;
  const of = (value: (record: LabelRecord) => number | undefined) =>
    labelPoints(runs, 'train', ({ label }) => label && value(label));
  if (units === 0) return {};
  return {
    'latent-variance': lineChart({
      title: 'Spread of each latent unit over epochs, train',
      subtitle: [
        'variance over rows of the posterior mean; a unit below the line is not active',
        ...(isOne ? [] : ['at each epoch the units of a run by their spread, the widest first']),
        ...(units > UNITS_UP_TO ? [`the first ${UNITS_UP_TO} of ${units} units`] : []),
        ...notes,
      ],
      xTitle: 'epoch',
      yTitle: 'variance of the posterior mean',
      scale: 'log',
      lines: Array.from({ length: Math.min(units, UNITS_UP_TO) }, (_, unit) => ({
        name: isOne ? `unit ${unit + 1}` : unit === 0 ? 'the widest' : `number ${unit + 1}`,
        points: of(({ meanVariancePerUnit }) =>
          isOne ? meanVariancePerUnit[unit] : [...meanVariancePerUnit].sort((a, b) => b - a)[unit],
        ),
      })),
      baselines: [{ label: 'active above', value: ACTIVE_VARIANCE }],
    }),
    ...(units === 1
      ? {}
      : {
          'latent-dimensions': lineChart({
            title: 'Directions in which rows spread, over epochs, train',
            subtitle: [
              'of the posterior means: 1 where all rows lie on a line, however it runs through the units',
              ...notes,
            ],
            xTitle: 'epoch',
            yTitle: 'directions',
            scale: 'linear',
            lines: [{ name: 'directions', points: of(({ dimensions }) => dimensions) }],
            baselines: [{ label: 'a line:', value: 1 }],
          }),
        }),
  };
}

/** Spread evenly; the last one and those that are marked are kept. */
function thinned(
  runs: readonly (readonly EpochRecord[])[],
  marked: readonly (number | undefined)[],
): { runs: readonly (readonly EpochRecord[])[]; notes: string[] } {
  const epochs = [...new Set(runs.flatMap((run) => run.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const step = Math.ceil(epochs.length / POINTS_UP_TO);
  const kept = new Set(
    epochs.filter((epoch, i) => i % step === 0 || i === epochs.length - 1 || marked.includes(epoch)),
  );
  return {
    runs: runs.map((run) => run.filter(({ epoch }) => kept.has(epoch))),
    notes: kept.size < epochs.length ? [`${kept.size} of ${epochs.length} evaluated epochs are drawn`] : [],
  };
}

const hasPoints = ({ points }: Line): boolean => points.length > 0;
