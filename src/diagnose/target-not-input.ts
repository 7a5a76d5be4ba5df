/**
 * An autoencoder is asked for what it is given. Where modalities that the encoder reads weigh nothing, the decoder is
 * asked for something else: that is a predictor or a classifier, whatever it is called, and one that sees its answer
 * unless that is hidden. So is an encoder whose latent a head alone reads.
 *
 * Try: a weight above 0 for every modality (objective.modalityWeights), or a decoder beside the head.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Finding } from './finding.ts';
import type { LabelFacts, TrainedModality } from './training-facts.ts';
import { listed, percent } from './wording.ts';

/** Under half of what it reads: what is learnt of the rows is no longer what reconstructs them. */
const HALF = 0.5;

export const diagnoseTargetNotInput: Diagnostic = ({ training }) => {
  if (training === undefined) return undefined;
  const { modalities, label } = training;
  if (label?.phases.every(({ tellsRows }) => !tellsRows)) return labelAlone(label, modalities);
  const asked = modalities.filter(({ isAsked }) => isAsked);
  const read = modalities.filter(({ isRead }) => isRead);
  const evidence = {
    read: listed(namesOf(read)),
    asked: listed(namesOf(asked)),
    readColumns: columnsOf(read),
    askedColumns: columnsOf(asked),
  };
  const found =
    asked.length === 0
      ? nothingAsked
      : asked.every(({ isRead }) => isRead)
        ? partAsked(read, asked)
        : hiddenAsked(asked);
  return found && { id: 'target-not-input', ...found, evidence };
};

function labelAlone({ name: label, entropyNats }: LabelFacts, modalities: readonly TrainedModality[]): Finding {
  const columns = columnsOf(modalities);
  const kind = entropyNats === undefined ? 'regression' : 'classifier';
  return {
    id: 'target-not-input',
    verdict: 'note',
    title: `Nothing reconstructs the ${formatNumber(columns)} columns that the encoder reads: ${label} alone is told from the latent, so this is a ${kind}, and no autoencoder.`,
    evidence: { read: listed(namesOf(modalities)), asked: label, readColumns: columns, askedColumns: 0 },
    advice: [
      'To reconstruct the rows as well, give architecture.decoder layers, and choose a strategy with a reconstruction: joint, or encoder-decoder-then-head.',
    ],
  };
}

type Found = Pick<Finding, 'verdict' | 'title' | 'advice'>;

const WEIGH = 'To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).';

const nothingAsked: Found = {
  verdict: 'problem',
  title: 'The decoder is asked for nothing: all that enters the objective weighs 0.',
  advice: [WEIGH],
};

function partAsked(read: readonly TrainedModality[], asked: readonly TrainedModality[]): Found | undefined {
  const dropped = read.filter(({ isAsked }) => !isAsked);
  if (dropped.length === 0) return undefined;
  const share = columnsOf(asked) / columnsOf(read);
  const what = asked.every(({ isLabel }) => isLabel)
    ? 'the label, so this is a classifier that sees its answer'
    : 'an autoencoder is asked for all of them';
  const names = listed(namesOf(asked));
  return {
    verdict: share < HALF ? 'warning' : 'note',
    title: `The decoder is asked for ${names} alone, ${percent(share)} of the ${formatNumber(columnsOf(read))} columns that the encoder reads: ${what}; ${listed(namesOf(dropped))} ${dropped.length === 1 ? 'weighs' : 'weigh'} 0.`,
    advice: [
      WEIGH,
      `Its loss says nothing of how well ${names} can be told from the other columns: the encoder reads ${asked.length === 1 ? 'it' : 'them'} too.`,
    ],
  };
}

/** To predict hidden modalities from others is what a masking is for; the label alone makes it another kind of model. */
function hiddenAsked(asked: readonly TrainedModality[]): Found | undefined {
  if (!asked.every(({ isLabel }) => isLabel)) return undefined;
  return {
    verdict: 'note',
    title: `The decoder is asked for ${listed(namesOf(asked))} alone, the label, which the encoder does not read: this is a classifier, and no autoencoder.`,
    advice: ['To reconstruct the rows as well, set masking.trains: all.'],
  };
}

const namesOf = (modalities: readonly TrainedModality[]): string[] => modalities.map(({ name }) => name);
const columnsOf = (modalities: readonly TrainedModality[]): number =>
  modalities.reduce((sum, { columns }) => sum + columns, 0);
