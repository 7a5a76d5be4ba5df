/**
 * A label is worth few nats, and no more than its entropy. Where a phase tells a label alone, and no row, a weight of KL
 * of 1 or more leaves nothing to win: what the latent says of the label costs at least as much KL as it saves.
 *
 *   H(y|z) + beta KL  >=  H(y) - I(z;y) + beta I(z;x)  >=  H(y)   for beta >= 1
 *
 * The right-hand side is the model that ignores its rows and answers with the shares of the classes. It is then the best
 * one there is, and training finds it. What a weight comes to depends on the reductions: KL averaged over units counts
 * 1 / units, one summed over a batch beside a mean counts the rows of the batch; weights of the label and of its classes
 * stand on the other side. A label that is a number is left out: to tell a rare large value may save more than it costs.
 *
 * Try: half of the weight that leaves nothing to win, or less; the finding names it in the units of the config.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LabelPhase } from './training-facts.ts';
import { listed, percent } from './wording.ts';

/** From here on the model that ignores its rows is the best one: the inequality above. */
const NOTHING_TO_WIN = 1;
/**
 * An encoder that knows the label, one unit and a linear head save at best 83 to 84 % of the label's entropy at this
 * weight, 43 to 49 % at 0.9 and 98 % at 0.1 (minimized numerically, for a rarer class of 10, 37 and 50 % of rows).
 */
const LARGEST_SENSIBLE = 0.5;
/** Share of the label's entropy that may be saved at the largest sensible weight: the comment above. */
const SAVED_THERE = 0.84;
/** A third, three times, may be a little less than 1. */
const ROUNDING = 1e-9;

export const diagnoseLabelInformation: Diagnostic = ({ training }) => {
  const { name, entropyNats, phases = [] } = training?.label ?? {};
  if (name === undefined || entropyNats === undefined) return undefined;
  const [heaviest] = phases.filter(tellsLabelAlone).sort((a, b) => b.againstLabel - a.againstLabel);
  if (heaviest === undefined || heaviest.againstLabel <= LARGEST_SENSIBLE + ROUNDING) return undefined;
  const { phase, klWeight, againstLabel, reductions } = heaviest;
  const sensible = (LARGEST_SENSIBLE * klWeight) / againstLabel;
  const where = phases.length === 1 ? '' : ` in phase ${phase}`;
  const because = reductions.length === 0 ? '' : ` (a weight of ${formatNumber(klWeight)}; ${listed(reductions)})`;
  const weighs = `the label ${name} is all that is told${where}, and KL weighs ${formatNumber(againstLabel)} against it${because}`;
  const entropy = `${formatNumber(entropyNats)} nats`;
  const lower = `Set the weight of KL to ${formatNumber(sensible)} or less: ${LARGEST_SENSIBLE} against the label, where an encoder that knows the label can still save ${percent(SAVED_THERE)} of its ${entropy}.`;
  const finding = {
    id: 'label-information',
    evidence: {
      label: name,
      labelEntropyNats: entropyNats,
      klAgainstLabel: againstLabel,
      klWeight,
      largestSensibleWeight: sensible,
    },
  };
  if (againstLabel < NOTHING_TO_WIN - ROUNDING)
    return {
      ...finding,
      verdict: 'note',
      title: `Little is left to learn: ${weighs}. From 1 on the best model ignores its rows; here the best one saves less than ${percent(SAVED_THERE)} of the ${entropy} that the label is worth.`,
      advice: [lower],
    };
  return {
    ...finding,
    verdict: 'problem',
    title: `The collapsed model is the best one: ${weighs}. The label is worth ${entropy}, and whatever the latent says of it costs at least as much KL as it saves; from 1 on, to ignore the rows and answer with the shares of the classes is optimal.`,
    advice: [
      lower,
      'Or let a decoder reconstruct the rows beside it: a row is worth more nats than its label, and the latent then pays.',
    ],
  };
};

const tellsLabelAlone = (phase: LabelPhase): phase is LabelPhase & { readonly againstLabel: number } =>
  !phase.tellsRows && phase.againstLabel !== undefined;
