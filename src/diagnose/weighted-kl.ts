/**
 * The KL inside a loss is weighed and reduced; collapse is judged by the KL of the posterior, in nats. People who read
 * the one for the other saw "an even lower KL" under a higher weight, or a collapse where there was none.
 *
 * Try: judge collapse, and compare runs of other weights, by the KL in nats.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import { judgedSplit } from './judged-split.ts';

/** Two KLs that differ by less are read alike. */
const SAME = 0.01;
/** Up to a factor of ten both tell the same story; beyond, one looks like a collapse and the other does not. */
const FACTOR = 10;

export const diagnoseWeightedKl: Diagnostic = ({ evaluation, effectiveBeta }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined || !evaluation!.latentIsSampled) return undefined;
  const [split, { kl, weightedKl, loss }] = judged;
  if (!(kl > 0)) return undefined;
  const capacity = effectiveBeta?.capacity;
  if (capacity !== undefined) {
    return {
      id: 'weighted-kl',
      verdict: 'good',
      title: `The KL in the loss on ${split}, ${formatNumber(weightedKl)}, is the weighed distance of the KL of the posterior, ${formatNumber(kl)} nats, from a capacity of ${formatNumber(capacity)}.`,
      evidence: { split, klNats: kl, weightedKl, loss, capacityNats: capacity },
      advice: [],
    };
  }
  const ratio = weightedKl / kl;
  if (Math.abs(ratio - 1) < SAME) return undefined;
  const isFar = ratio > FACTOR || ratio < 1 / FACTOR;
  const factor =
    ratio >= 1 ? `${formatNumber(ratio)} times` : ratio > 0 ? `1/${formatNumber(1 / ratio)} of` : 'none of';
  return {
    id: 'weighted-kl',
    verdict: isFar ? 'note' : 'good',
    title: `The KL in the loss on ${split}, ${formatNumber(weightedKl)}, is ${factor} the KL of the posterior, ${formatNumber(kl)} nats.`,
    evidence: { split, klNats: kl, weightedKl, loss, ratio },
    advice: isFar
      ? ['Judge collapse, and compare runs of other weights, by the KL in nats; the weighted one follows its weight.']
      : [],
  };
};
