/** What a drawing of a model tells, bar by bar: layers, what each adds in parameters, and where each term of the loss attaches. */
import { formatNumber } from '../base/format-number.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { columnModalities } from '../diagnose/told-label.ts';
import type { LayerDescription, ModelDescription, PartDescription } from '../vae/description.ts';
import { plainText } from './plain-text.ts';

/** One bar of the drawing, with what stands beside it. */
export interface DiagramRow {
  readonly kind: 'data' | 'layer' | 'latent';
  /** Numbers that leave this row: its width. */
  readonly size: number;
  readonly label: string;
  readonly note: string;
  /** A term of the loss that is computed here; one that does not train is only told. */
  readonly term?: { readonly text: string; readonly trains: boolean };
  /** Its parameters keep every bit in this phase. */
  readonly isFrozen?: boolean;
}

/** What one phase of training moves, and by which terms. */
export interface PhaseDescription {
  readonly name: string;
  /** Parts; those not named are frozen. */
  readonly trains: readonly string[];
  /** Of the objective. */
  readonly terms: readonly string[];
  /** What the decoder reads. */
  readonly latent: 'sampled' | 'mean';
  readonly epochs: number;
}

/** One of the phases that a model trains in. */
export interface Moment {
  readonly phases: readonly PhaseDescription[];
  readonly index: number;
}

/** A drawing of more would not fit a page. */
const MODALITIES_UP_TO = 8;

/** From the data through the latent and back. @param moment - absent: the same in every phase */
export function rowsOf(model: ModelDescription, evaluation: Evaluation, moment: Moment | undefined): DiagramRow[] {
  const modalities = columnModalities(evaluation);
  const phase = moment?.phases[moment.index];
  const latentIsSampled = phase === undefined ? evaluation.latentIsSampled : phase.latent === 'sampled';
  const klTrains = phase === undefined ? latentIsSampled : phase.terms.includes('kl');
  // It is known of the end of training alone.
  const isLast = moment === undefined || moment.index === moment.phases.length - 1;
  const effectiveBeta = isLast ? evaluation.effectiveBeta : undefined;
  // Without a decoder nothing is told of the columns; the encoder reads them all the same.
  const columnCount =
    modalities.length === 0
      ? (model.parts[0]?.layers[0]?.inputs ?? 0)
      : modalities.reduce((sum, { count }) => sum + count, 0);
  const data: DiagramRow = {
    kind: 'data',
    size: columnCount,
    label: `a row of data: ${counted(columnCount, 'column')}`,
    note: modalities.length < 2 ? '' : `${modalities.length} modalities`,
  };
  const weight = effectiveBeta === undefined ? '' : `, effective beta ${formatNumber(effectiveBeta)}`;
  const latent: DiagramRow = {
    kind: 'latent',
    size: model.latentCount,
    label: `latent: ${counted(model.latentCount, 'unit')}`,
    note: latentIsSampled ? 'z = mean + standard deviation × noise' : 'z = mean, not sampled',
    term: klTrains
      ? { text: `KL to the standard normal${weight}`, trains: true }
      : { text: phase === undefined ? 'KL is only reported' : 'KL is only reported in this phase', trains: false },
  };
  const outputs = modalities.slice(0, MODALITIES_UP_TO).map(
    ({ name, count }): DiagramRow => ({
      kind: 'data',
      size: count,
      label: `${plainText(name, 60)}: ${counted(count, 'column')}`,
      note: '',
      term: { text: `reconstruction, ${likelihoodText(evaluation, name)}`, trains: true },
    }),
  );
  const hidden = modalities.slice(MODALITIES_UP_TO);
  const more: DiagramRow[] =
    hidden.length === 0
      ? []
      : [
          {
            kind: 'data',
            size: hidden.reduce((sum, { count }) => sum + count, 0),
            label: `${hidden.length} more modalities`,
            note: '',
            term: { text: 'reconstruction', trains: true },
          },
        ];
  const { label } = evaluation;
  const predicted: DiagramRow[] = (label === undefined ? [] : evaluation.modalities.slice(modalities.length)).map(
    ({ name, count }): DiagramRow => ({
      kind: 'data',
      size: count,
      label: `${plainText(name, 60)}: the label`,
      note: '',
      term: {
        text: `prediction, ${likelihoodText(evaluation, name)}`,
        trains: phase === undefined || phase.terms.includes('prediction'),
      },
    }),
  );
  const layers = (part: PartDescription['name']): DiagramRow[] => {
    const isFrozen = phase !== undefined && !phase.trains.includes(part);
    return layerRows(model, part).map((row) => (isFrozen ? { ...row, isFrozen, note: `frozen; ${row.note}` } : row));
  };
  return [
    data,
    ...layers('encoder'),
    latent,
    ...layers('decoder'),
    ...outputs,
    ...more,
    ...layers('head'),
    ...predicted,
  ];
}

const likelihoodText = ({ likelihoods }: Evaluation, name: string): string => {
  const likelihood = likelihoods[name];
  if (likelihood === undefined) return '';
  const { trainedOn } = likelihood;
  if (likelihood.kind !== 'gaussian')
    return trainedOn === undefined ? likelihood.kind : `${likelihood.kind}, trained on its ${trainedOn} loss`;
  const variance = likelihood.variance === undefined ? '' : ` ${formatNumber(likelihood.variance)}`;
  return `${likelihood.kind}, ${likelihood.varianceIsLearned === true ? 'learned' : 'fixed'} variance${variance}`;
};

export const counted = (count: number, what: string): string =>
  `${formatNumber(count)} ${what}${count === 1 ? '' : 's'}`;

/**
 * What has no size of its own, such as an activation, is told with the layer before it; the log-variance reads what
 * the mean reads, so that the two share a row.
 */
function layerRows({ parts }: ModelDescription, name: PartDescription['name']): DiagramRow[] {
  const rows: { layers: LayerDescription[]; parameterCount: number; after: string[] }[] = [];
  for (const layer of parts.find((part) => part.name === name)?.layers ?? []) {
    const last = rows.at(-1);
    const isBesideMean = layer.name === 'encoder.logVariance' && last?.layers.at(-1)?.name === 'encoder.mean';
    const isSized = layer.kind === 'dense' || layer.inputs !== layer.outputs;
    if (last === undefined || (isSized && !isBesideMean)) {
      rows.push({ layers: [layer], parameterCount: layer.parameterCount, after: [] });
      continue;
    }
    last.parameterCount += layer.parameterCount;
    if (isBesideMean) last.layers.push(layer);
    else last.after.push(layer.note === undefined ? layer.kind : `${layer.kind} (${layer.note})`);
  }
  return rows.map(({ layers, parameterCount, after }) => {
    const { kind, inputs, outputs } = layers[0]!;
    const names = layers.map((layer) => plainText(layer.name, 40)).join(', ');
    const times = layers.length === 1 ? '' : `${layers.length} × `;
    const kinds = [kind, ...after].map((part) => plainText(part, 40)).join(', ');
    return {
      kind: 'layer',
      size: outputs * layers.length,
      label: `${names}: ${formatNumber(inputs)} → ${times}${formatNumber(outputs)}`,
      note: `${kinds}; ${counted(parameterCount, 'parameter')}`,
    };
  });
}
