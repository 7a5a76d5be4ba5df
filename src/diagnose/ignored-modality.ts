/**
 * A modality that stays at its column means while others gain: the sum of the loss hardly contains it. One expression
 * bit beside twelve thousand sites is the plain case.
 *
 * Try: more weight for it (objective.modalityWeights), or a model of its own to learn whether it can be told at all.
 */
import { formatNumber } from '../base/format-number.ts';
import { MARGIN } from './comparison.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import { judgedSplit } from './judged-split.ts';
import { reachNats } from './reach.ts';
import { listed, percent } from './wording.ts';

/** Share of its reach that another modality must save before one that saves nothing is called ignored, not unlearnable. */
const GAIN = 0.05;

export const diagnoseIgnoredModality: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined || evaluation!.modalities.length < 2) return undefined;
  const [split, values] = judged;
  const savings = savingsOf(evaluation!, values);
  const gaining = savings.filter(({ share }) => share > GAIN);
  if (gaining.length === 0) return undefined;
  const ignored = savings.filter(({ share }) => share < MARGIN);
  const shares = (those: typeof savings): string => listed(those.map(({ name, share }) => `${name} ${percent(share)}`));
  const told = ignored.map(
    ({ name, reconstruction, perColumn }) =>
      `${name} (${formatNumber(reconstruction)} nats against ${formatNumber(perColumn)})`,
  );
  return {
    id: 'ignored-modality',
    verdict: ignored.length > 0 ? 'warning' : 'good',
    title:
      ignored.length > 0
        ? `No better than the column means on ${split}: ${listed(told)}, while of what these leave open others save: ${shares(gaining)}.`
        : `No modality is left out on ${split}: of what the column means leave open is saved: ${shares(savings)}.`,
    evidence: {
      split,
      ...Object.fromEntries(
        savings.flatMap(({ name, share, columns, reconstruction, perColumn }) => [
          [`${name}.savedShare`, share],
          [`${name}.columns`, columns],
          [`${name}.reconstructionNats`, reconstruction],
          [`${name}.perColumnNats`, perColumn],
        ]),
      ),
    },
    advice: ignored.map(
      ({ name, columns }) =>
        `${name} has ${formatNumber(columns)} of ${formatNumber(total(savings))} columns: give it more weight (objective.modalityWeights), or a model of its own to learn whether it can be told at all.`,
    ),
  };
};

const total = (savings: readonly { readonly columns: number }[]): number =>
  savings.reduce((sum, { columns }) => sum + columns, 0);

/** Reconstruction alone: whether the decoder uses its latent for a modality, not whether that pays for the latent. */
function savingsOf({ modalities, likelihoods }: Evaluation, { perModality }: SplitEvaluation) {
  return modalities.flatMap((modality) => {
    const { reconstruction, baselines } = perModality[modality.name]!;
    const reach = reachNats(modality, likelihoods[modality.name]!, baselines);
    if (reach === 0) return [];
    const { perColumn } = baselines;
    return {
      name: modality.name,
      columns: modality.count,
      share: (perColumn - reconstruction) / reach,
      reconstruction,
      perColumn,
    };
  });
}
