/** What the head learns from epoch to epoch, and what training does to the latent it reads. */
import { ACTIVE_VARIANCE } from '../diagnose/evaluation.ts';
import type { Figure } from '../figures/figure.ts';
import { type Line, type LineChart, lineChart } from '../figures/line-chart.ts';
import type { EpochRecord, LabelAverages, LabelRecord, TermAverages } from '../store/run-record.ts';
import { type Block, text } from './document.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

const SPLITS = ['train', 'validation', 'test'] as const;
type SplitName = (typeof SPLITS)[number];
/** Epochs of a line: more are closer than a pixel. */
const POINTS_UP_TO = 1000;
const UNITS_UP_TO = 8;
/** So few directions are one: the second has under a twentieth of the spread of the first. */
const ONE_DIMENSION = 1.1;

interface Evaluated {
  readonly epoch: number;
  readonly terms: Readonly<Partial<Record<SplitName, TermAverages>>>;
}

/** @returns nothing where no label is predicted, or no epoch was evaluated */
export function labelCurveFigures({ epochs, evaluation }: ReportInput): NamedFigures {
  const { label } = evaluation;
  const evaluated = evaluatedEpochs(epochs);
  if (label === undefined || evaluated.length === 0) return {};
  const best = bestEpoch(evaluated);
  const shown = thinned(evaluated, best?.epoch);
  const scores = (key: keyof LabelAverages): readonly Line[] => scoreLines(shown, key);
  const terms = (of: (terms: TermAverages) => number): readonly Line[] =>
    SPLITS.map((split) => line(shown, split, (record) => of(record))).filter(hasPoints);
  const notes = [
    ...(shown.length < evaluated.length ? [`${shown.length} of ${evaluated.length} evaluated epochs are drawn`] : []),
  ];
  const chart = (about: Omit<LineChart, 'xTitle' | 'scale'>): Figure =>
    lineChart({
      ...about,
      subtitle: [...(about.subtitle ?? []), ...notes],
      xTitle: 'epoch',
      scale: 'linear',
      ...(best === undefined ? {} : { marks: [{ x: best.epoch, label: best.label }] }),
    });
  const dashed = evaluated.some(({ terms: { train } }) => train?.label?.sampled !== undefined)
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
          'label-f1': chart({
            title: `F1 of ${label.name} over epochs`,
            subtitle: [label.task === 'binary' ? 'of the second class' : 'mean over classes', ...dashed],
            yTitle: 'F1',
            lines: scores('f1'),
          }),
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
    ...spreadFigures(shown, notes),
  };
}

/** Which unit lives on, and in how many directions rows still lie. */
function spreadFigures(shown: readonly Evaluated[], notes: readonly string[]): NamedFigures {
  const units = shown[0]?.terms.train?.label?.meanVariancePerUnit.length ?? 0;
  const of = (value: (record: LabelRecord) => number | undefined) =>
    shown.flatMap(({ epoch, terms }) => {
      const y = terms.train?.label && value(terms.train.label);
      return y === undefined ? [] : [{ x: epoch, y }];
    });
  if (units === 0) return {};
  return {
    'latent-variance': lineChart({
      title: 'Spread of each latent unit over epochs, train',
      subtitle: [
        'variance over rows of the posterior mean; a unit below the line is not active',
        ...(units > UNITS_UP_TO ? [`the first ${UNITS_UP_TO} of ${units} units`] : []),
        ...notes,
      ],
      xTitle: 'epoch',
      yTitle: 'variance of the posterior mean',
      scale: 'log',
      lines: Array.from({ length: Math.min(units, UNITS_UP_TO) }, (_, unit) => ({
        name: `unit ${unit + 1}`,
        points: of(({ meanVariancePerUnit }) => meanVariancePerUnit[unit]),
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

/** When the latent falls to one dimension, if it does, and which epoch was best. */
export function labelCurveBlocks({ epochs, evaluation: { label } }: ReportInput): readonly Block[] {
  const evaluated = evaluatedEpochs(epochs);
  if (label === undefined || evaluated.length === 0) return [];
  const best = bestEpoch(evaluated);
  return [
    ...(best === undefined ? [] : [text(best.sentence)]),
    ...dimensionSentence(
      evaluated.flatMap(({ epoch, terms: { train } }) => (train?.label ? [{ epoch, ...train.label }] : [])),
    ),
  ];
}

function dimensionSentence(records: readonly (LabelRecord & { readonly epoch: number })[]): readonly Block[] {
  const last = records.at(-1);
  if (last === undefined || last.meanVariancePerUnit.length < 2) return [];
  const units = last.meanVariancePerUnit.length;
  const active = last.meanVariancePerUnit.filter((variance) => variance > ACTIVE_VARIANCE).length;
  if (active === 0) return [text(`At the end none of the ${units} latent units is active: the head reads nothing.`)];
  const dying = last.meanVariancePerUnit.flatMap((variance, unit) => {
    if (variance > ACTIVE_VARIANCE) return [];
    const lived = records.findLastIndex(({ meanVariancePerUnit }) => meanVariancePerUnit[unit]! > ACTIVE_VARIANCE);
    return lived < 0 ? [] : [`unit ${unit + 1} is not active from epoch ${records[lived + 1]!.epoch} on`];
  });
  const died = dying.length === 0 ? '' : ` By units: ${dying.slice(0, UNITS_UP_TO).join(', ')}.`;
  const wide = records.findLastIndex(({ dimensions }) => dimensions >= ONE_DIMENSION);
  const spread = `${last.dimensions.toFixed(2)} directions, with ${active} of ${units} units active`;
  if (wide === records.length - 1) return [text(`At the end train rows spread in ${spread}.${died}`)];
  const since = records[wide + 1]!.epoch;
  return [
    text(
      `${wide < 0 ? `At every evaluated epoch, from ${since} on,` : `From epoch ${since} on`} train rows lie on a line: the latent has fallen to one dimension (at the end ${spread}).${died}`,
    ),
  ];
}

const evaluatedEpochs = (epochs: readonly EpochRecord[]): Evaluated[] =>
  epochs.flatMap(({ epoch, train, validation, test }) =>
    train?.label === undefined
      ? []
      : [
          {
            epoch,
            terms: {
              train,
              ...(validation === undefined ? {} : { validation }),
              ...(test === undefined ? {} : { test }),
            },
          },
        ],
  );

/** Spread evenly; the last one and the one that is marked are kept. */
function thinned(evaluated: readonly Evaluated[], kept: number | undefined): readonly Evaluated[] {
  const step = Math.ceil(evaluated.length / POINTS_UP_TO);
  return evaluated.filter(({ epoch }, i) => i % step === 0 || i === evaluated.length - 1 || epoch === kept);
}

const line = (
  shown: readonly Evaluated[],
  split: SplitName,
  value: (terms: TermAverages) => number | undefined,
): Line => ({
  name: split,
  points: shown.flatMap(({ epoch, terms }) => {
    const y = terms[split] && value(terms[split]);
    return y === undefined ? [] : [{ x: epoch, y }];
  }),
});

const hasPoints = ({ points }: Line): boolean => points.length > 0;

const scoreLines = (shown: readonly Evaluated[], key: keyof LabelAverages): Line[] =>
  SPLITS.flatMap((split) => [
    { ...line(shown, split, ({ label }) => label?.mean[key]), name: `${split}, sampling off`, color: split },
    {
      ...line(shown, split, ({ label }) => label?.sampled?.[key]),
      name: `${split}, sampling on`,
      color: split,
      isDashed: true,
    },
  ]).filter(hasPoints);

interface Best {
  readonly epoch: number;
  readonly label: string;
  readonly sentence: string;
}

/** By accuracy, or error, with sampling off, on validation; of test it is only read off. The first among equals. */
function bestEpoch(evaluated: readonly Evaluated[]): Best | undefined {
  const split = (['validation', 'test'] as const).find((name) => evaluated.some(({ terms }) => terms[name]?.label));
  if (split === undefined) return undefined;
  const all = evaluated.flatMap(({ epoch, terms }) => {
    const { accuracy, rootMeanSquare } = terms[split]?.label?.mean ?? {};
    const value = accuracy ?? (rootMeanSquare === undefined ? undefined : -rootMeanSquare);
    return value === undefined ? [] : [{ epoch, value, accuracy, rootMeanSquare }];
  });
  const [first] = all;
  if (first === undefined) return undefined;
  const best = all.reduce((found, one) => (one.value > found.value ? one : found), first);
  const number =
    best.accuracy === undefined
      ? `the least error, ${best.rootMeanSquare!.toPrecision(4)},`
      : `the highest accuracy, ${(100 * best.accuracy).toFixed(2)} %,`;
  return {
    epoch: best.epoch,
    label: `best on ${split}, ${best.epoch}`,
    sentence: `With sampling off ${number} on ${split} is first reached at epoch ${best.epoch}.${
      split === 'test' ? ' It is read off, not chosen: as a choice it would have been made on test.' : ''
    }`,
  };
}
