/** Every number of a run that may be held beside that of another, and what the two must share for that. */
import type { SplitName } from '../../data/dataset.ts';
import type { Evaluation, ModalityEvaluation, PartEvaluation, SplitEvaluation } from '../evaluation.ts';
import { hiddenTerm, KL_TERM } from '../row-terms.ts';
import type { Aspect } from './aspects.ts';
import type { ComparedRun } from './compared-run.ts';

/** What a number is; `better` is absent where neither direction is an aim. */
export interface MetricKind {
  readonly label: string;
  readonly unit?: string;
  readonly better?: 'lower' | 'higher';
}

const nats = { unit: 'nats per row' };
const lower = { better: 'lower' as const };
const higher = { better: 'higher' as const };

const table = {
  negativeElbo: { label: 'negative ELBO', ...nats, ...lower },
  hiddenReconstruction: { label: 'reconstruction of what is hidden', ...nats, ...lower },
  importanceWeighted: { label: 'importance-weighted bound', ...nats, ...lower },
  loss: { label: 'configured loss', unit: 'units of the objective', ...lower },
  reconstruction: { label: 'reconstruction', ...nats, ...lower },
  kl: { label: 'KL', ...nats },
  weightedKl: { label: 'weighted KL', unit: 'units of the objective' },
  activeUnits: { label: 'active units' },
  mse: { label: 'mean squared error', unit: 'per entry', ...lower },
  r2: { label: 'R2', ...higher },
  countErrorCut: { label: 'count error at a cut of 0.5', unit: 'squared ones of a row', ...lower },
  countErrorSummed: { label: 'count error of summed probabilities', unit: 'squared ones of a row', ...lower },
  accuracy: { label: 'accuracy', ...higher },
  f1: { label: 'F1', ...higher },
  mcc: { label: 'MCC', ...higher },
  auroc: { label: 'AUROC', ...higher },
  auprc: { label: 'AUPRC', ...higher },
  logLoss: { label: 'log loss of the mean', ...nats, ...lower },
  calibrationError: { label: 'calibration error', ...lower },
} satisfies Readonly<Record<string, MetricKind>>;

export type MetricName = keyof typeof table;

/** In the order in which they are read. */
export const METRICS: Readonly<Record<MetricName, MetricKind>> = table;

export interface MetricValue {
  readonly split: SplitName;
  /** A modality, `hidden` or `seen` in front where entries are hidden, or a class of the label; absent: all of a row. */
  readonly part?: string;
  /** Of a part: the modality. */
  readonly modality?: string;
  readonly name: MetricName;
  readonly value: number;
  readonly needs: readonly Aspect[];
  /** Columns of the terms of a row that add up to it. */
  readonly terms?: readonly string[];
}

/** The rows and what the encoder reads of them. */
const ROWS: readonly Aspect[] = ['data', 'split', 'threshold', 'mask'];
/** Numbers in the units of the rescaled data. */
const VALUES: readonly Aspect[] = [...ROWS, 'scale'];
const NATS: readonly Aspect[] = [...VALUES, 'likelihood'];
const BOUND: readonly Aspect[] = [...NATS, 'latent'];
const LOSS: readonly Aspect[] = [...BOUND, 'objective'];

/** Numbers that no entry of the data and no label is part of. */
const OF_LATENT: readonly MetricName[] = ['kl', 'weightedKl', 'activeUnits'];

export function metricValues({ evaluation, perClass = {} }: ComparedRun): MetricValue[] {
  return Object.entries(evaluation.splits).flatMap(([name, split]) => {
    const own = splitValues(evaluation, name as SplitName, split!);
    const classes = Object.entries(perClass).flatMap(([label, { splits }]) => {
      const rows = splits[name as SplitName];
      return rows === undefined ? [] : classValues(name as SplitName, `class ${label}`, rows);
    });
    return [...own, ...classes].map((value) =>
      value.split === 'train' ? { ...value, needs: [...value.needs, 'trainRows' as const] } : value,
    );
  });
}

/** One metric of one part of one split. */
export const metricKey = ({ split, part, name }: MetricValue): string => JSON.stringify([split, part ?? '', name]);

const labelAspect = (split: SplitName): Aspect => (split === 'test' ? 'testLabels' : 'labels');

/** Of a head: what a draw of the latent costs, and the answers of the mean. */
function labelValues(split: SplitName, part: string, { perModality, label }: SplitEvaluation): MetricValue[] {
  const needs: readonly Aspect[] = ['data', 'split', 'mask', labelAspect(split)];
  const { classification, regression } = label?.mean ?? {};
  const numbers: Partial<Record<MetricName, number | undefined>> = {
    accuracy: classification?.accuracy,
    f1: classification?.f1,
    mcc: classification?.mcc,
    auroc: classification?.auroc,
    auprc: classification?.averagePrecision,
    logLoss: classification?.logLoss,
    calibrationError: classification?.calibration.error,
    mse: regression?.meanSquaredError,
    r2: regression?.r2,
  };
  const one = { split, part, modality: part };
  const told = perModality[part]?.reconstruction;
  return [
    ...(told === undefined
      ? []
      : [
          {
            ...one,
            name: 'reconstruction' as const,
            value: told,
            needs: [...needs, 'likelihood' as const],
            terms: [part],
          },
        ]),
    ...Object.entries(numbers).flatMap(([name, value]) =>
      value === undefined ? [] : [{ ...one, name: name as MetricName, value, needs }],
    ),
  ];
}

const classValues = (split: SplitName, part: string, rows: SplitEvaluation): MetricValue[] => {
  const label = labelAspect(split);
  return (['negativeElbo', 'reconstruction', 'kl'] as const).map((name) => ({
    split,
    part,
    name,
    value: rows[name],
    needs: [...(name === 'negativeElbo' ? BOUND : name === 'kl' ? ROWS : NATS), label],
  }));
};

function splitValues(evaluation: Evaluation, split: SplitName, values: SplitEvaluation): MetricValue[] {
  const { modalities, masking } = evaluation;
  const names = modalities.map(({ name }) => name);
  const hides = masking?.hides ?? [];
  const hidden = hides.flatMap((name) => values.perModality[name]?.hidden?.reconstruction ?? []);
  const weighted = values.importanceWeighted;
  const whole: Omit<MetricValue, 'split'>[] = [
    { name: 'negativeElbo', value: values.negativeElbo, needs: BOUND, terms: [...names, KL_TERM] },
    ...(hides.length > 0 && hidden.length === hides.length
      ? [
          {
            name: 'hiddenReconstruction' as const,
            value: hidden.reduce((sum, one) => sum + one, 0),
            needs: NATS,
            terms: hides.map(hiddenTerm),
          },
        ]
      : []),
    ...(weighted === undefined
      ? []
      : [
          {
            name: 'importanceWeighted' as const,
            value: weighted.negativeLogLikelihood,
            needs: [...BOUND, 'draws' as const],
          },
        ]),
    { name: 'reconstruction', value: values.reconstruction, needs: NATS, terms: names },
    { name: 'kl', value: values.kl, needs: ROWS, terms: [KL_TERM] },
    { name: 'activeUnits', value: values.activeUnits, needs: ROWS },
    { name: 'loss', value: values.loss, needs: LOSS },
    { name: 'weightedKl', value: values.weightedKl, needs: [...ROWS, 'objective'] },
  ];
  // A plain autoencoder's reconstruction and KL do not add up to a bound.
  const told = evaluation.latentIsSampled ? whole : whole.filter(({ name }) => name !== 'negativeElbo');
  // What is told of a label is told of these very labels.
  const ofAll: readonly Aspect[] = ['told', ...(evaluation.label === undefined ? [] : [labelAspect(split)])];
  return [
    ...told.map((value) => ({
      split,
      ...value,
      needs: OF_LATENT.includes(value.name) ? value.needs : [...value.needs, ...ofAll],
    })),
    ...modalities.flatMap(({ name: modality, count }) => {
      if (modality === evaluation.label?.name) return labelValues(split, modality, values);
      const { hidden: unseen, seen, ...all } = values.perModality[modality] ?? {};
      // Hidden and seen entries are different tasks, so they are never mixed; what is seen matters where it trains.
      if (masking === undefined || (unseen === undefined && seen === undefined))
        return partValues(split, modality, modality, all as ModalityEvaluation, [modality], count === 1);
      const hasTerm = hides.includes(modality);
      const ofSeen = masking.trains === 'hidden' ? undefined : seen;
      return [
        ...partValues(
          split,
          modality,
          `hidden ${modality}`,
          unseen,
          hasTerm ? [hiddenTerm(modality)] : undefined,
          count === 1,
        ),
        ...partValues(split, modality, `seen ${modality}`, ofSeen, undefined, count === 1),
      ];
    }),
  ];
}

function partValues(
  split: SplitName,
  modality: string,
  part: string,
  values: ModalityEvaluation | PartEvaluation | undefined,
  terms: readonly string[] | undefined,
  isOneColumn: boolean,
): MetricValue[] {
  if (values?.reconstruction === undefined) return [];
  const { binary } = values;
  const counts = isOneColumn ? undefined : binary?.countMse;
  const numbers: Partial<Record<MetricName, number | undefined>> = {
    mse: values.mse,
    ...(binary === undefined ? { r2: values.r2 } : {}),
    countErrorCut: counts?.thresholded,
    countErrorSummed: counts?.expected,
    f1: binary?.atHalf.f1,
    mcc: binary?.atHalf.mcc,
    auroc: binary?.auroc,
    auprc: binary?.auprc,
    calibrationError: binary?.calibrationError,
  };
  const reconstruction = terms === undefined ? {} : { terms };
  return [
    { split, part, modality, name: 'reconstruction', value: values.reconstruction, needs: NATS, ...reconstruction },
    ...Object.entries(numbers).flatMap(([name, value]) =>
      value === undefined ? [] : [{ split, part, modality, name: name as MetricName, value, needs: VALUES }],
    ),
  ];
}
