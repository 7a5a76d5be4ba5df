/**
 * An autoencoder is asked for what it is given. Where modalities that the encoder reads weigh nothing, the decoder is
 * asked for something else: that is a predictor or a classifier, whatever it is called, and where nothing is hidden one
 * that sees its answer.
 *
 * Try: a weight above 0 for every modality (objective.modalityWeights).
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { TrainedModality } from './training-facts.ts';
import { listed, percent } from './wording.ts';

/** Under half of what it reads: what is learnt of the rows is no longer what reconstructs them. */
const HALF = 0.5;

export const diagnoseTargetNotInput: Diagnostic = ({ training }) => {
  const modalities = training?.modalities ?? [];
  const dropped = modalities.filter(({ weight }) => weight === 0);
  if (dropped.length === 0) return undefined;
  const asked = modalities.filter(({ weight }) => weight !== 0);
  const columns = (those: readonly TrainedModality[]): number => those.reduce((sum, each) => sum + each.columns, 0);
  const share = columns(asked) / columns(modalities);
  const names = (those: readonly TrainedModality[]): string => listed(those.map(({ name }) => name));
  const evidence = { readColumns: columns(modalities), askedColumns: columns(asked) };
  const weigh = 'To reconstruct the rows, give every modality a weight above 0 (objective.modalityWeights).';
  if (asked.length === 0)
    return {
      id: 'target-not-input',
      verdict: 'problem',
      title: `The decoder is asked for nothing: ${names(dropped)} ${dropped.length === 1 ? 'weighs' : 'weigh'} 0.`,
      evidence,
      advice: [weigh],
    };
  const isClassifier = asked.every(({ isLabel }) => isLabel);
  const seen = training!.encoderReadsAll;
  const what = isClassifier
    ? `the label, so this is a classifier${seen ? ' that sees its answer' : ''}`
    : 'less than the encoder reads';
  return {
    id: 'target-not-input',
    verdict: share < HALF ? 'warning' : 'note',
    title: `The decoder is asked for ${names(asked)} alone, ${percent(share)} of the ${formatNumber(columns(modalities))} columns: ${what}; ${names(dropped)} ${dropped.length === 1 ? 'weighs' : 'weigh'} 0.`,
    evidence,
    advice: [
      weigh,
      ...(seen
        ? [
            `Its loss says nothing of how well ${names(asked)} can be told from the other columns: the encoder reads ${asked.length === 1 ? 'it' : 'them'} too.`,
          ]
        : []),
    ],
  };
};
