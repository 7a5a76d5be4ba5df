/**
 * Does the decoder use the latent? A collapsed posterior equals the prior for every row: KL is near 0, the latent
 * histogram is perfectly normal, and the reconstruction is that of the column means. The surest sign is what it costs
 * to decode every row from the latent of another row, unless KL is so near 0 that chance alone decides what that costs;
 * a plain autoencoder is judged by that and by its means alone.
 *
 * Try: a lower weight of KL, or a warm-up of it; for a plain autoencoder a lower learning rate or a longer training.
 */
import { formatNumber } from '../base/format-number.ts';
import type { SplitName } from '../data/dataset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { EMPTY_NATS } from './empty-latent.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import type { Verdict } from './finding.ts';
import { judgedSplit } from './judged-split.ts';
import { totalReachNats } from './reach.ts';
import { tellsLabelAlone, trivialWords } from './told-label.ts';

/**
 * A shuffle that costs less than both of these is noise: a tenth of a nat cannot tell two rows apart, and a thousandth
 * of what column means leave open is below what one more epoch changes. Both, because a single informative bit among
 * thousands of columns is a small share, and real values between 0 and 1 are few nats.
 */
const IGNORED_NATS = 0.1;
const IGNORED_SHARE = 0.001;
/** With no active unit the means carry under half a hundredth of a nat each; a shuffle this cheap confirms it. */
const INACTIVE_SHARE = 0.01;
/** A latent of under one nat that moves the reconstruction by under a twentieth of its reach is hardly used. */
const FAINT_KL_NATS = 1;
const FAINT_SHARE = 0.05;
/** Latents without a weighty KL have no scale of their own: a unit is at rest beside the liveliest one. */
const RESTING_SHARE = 1e-4;

/** `ignored`, `hardly used`: units tell rows apart, and the decoder does not listen. */
type State = 'collapsed' | 'ignored' | 'hardly used' | 'partly collapsed' | 'healthy';

interface Use {
  readonly split: SplitName;
  readonly values: SplitEvaluation;
  readonly latentCount: number;
  readonly isSampled: boolean;
  readonly effectiveBeta: number | undefined;
  readonly unitsInUse: number;
  readonly shuffleCost: number;
  readonly shuffleShare: number;
  readonly trivial: string;
  readonly verb: string;
}

export const diagnoseCollapse: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined) return undefined;
  const use = measure(evaluation!, ...judged);
  const [state, verdict] = judge(use);
  const { split, values, isSampled, shuffleCost, shuffleShare } = use;
  return {
    id: 'collapse',
    verdict,
    title: describe(use, state, verdict),
    evidence: {
      split,
      state,
      latentUnits: use.latentCount,
      unitsInUse: use.unitsInUse,
      shuffleCostNats: shuffleCost,
      shuffleCostShare: shuffleShare,
      ...(isSampled ? { klNats: values.kl, klPerUnitNats: values.klPerUnit } : {}),
      meanVariancePerUnit: values.meanVariancePerUnit,
    },
    advice: advise(use, state, verdict),
  };
};

/** Whether rows decoded from the latents of others come out as well: predictions may vary then, but not with their rows. */
export function isUnheard(evaluation: Evaluation, split: SplitName, values: SplitEvaluation): boolean {
  const [state] = judge(measure(evaluation, split, values));
  return state === 'collapsed' || state === 'ignored';
}

function measure(evaluation: Evaluation, split: SplitName, values: SplitEvaluation): Use {
  const { perModality, meanVariancePerUnit, activeUnits } = values;
  const shuffleCost = Object.values(perModality).reduce(
    (sum, entry) => sum + entry.shuffledReconstruction - entry.reconstruction,
    0,
  );
  const reach = totalReachNats(evaluation, values);
  const largest = Math.max(...meanVariancePerUnit);
  const moving = meanVariancePerUnit.filter((variance) => variance > RESTING_SHARE * largest).length;
  const isSampled = evaluation.latentIsSampled;
  const shuffleShare = reach > 0 ? shuffleCost / reach : 0;
  // A KL of next to no weight lets the latent shrink below the usual threshold and still be read by the decoder.
  const hasScale = isSampled && (activeUnits > 0 || shuffleShare < INACTIVE_SHARE);
  return {
    split,
    values,
    latentCount: evaluation.latentCount,
    isSampled,
    effectiveBeta: evaluation.effectiveBeta,
    unitsInUse: isSampled && values.kl < EMPTY_NATS ? 0 : hasScale ? activeUnits : moving,
    shuffleCost,
    shuffleShare,
    trivial: trivialWords(evaluation),
    verb: tellsLabelAlone(evaluation) ? 'answering' : 'decoding',
  };
}

function judge({ values, latentCount, isSampled, unitsInUse, shuffleCost, shuffleShare }: Use): [State, Verdict] {
  const isIgnored = shuffleCost < IGNORED_NATS && shuffleShare < IGNORED_SHARE;
  if (unitsInUse === 0) return ['collapsed', 'problem'];
  if (isIgnored) return ['ignored', 'problem'];
  const isFaint = shuffleShare < FAINT_SHARE && (!isSampled || values.kl < FAINT_KL_NATS);
  if (isFaint) return [unitsInUse === latentCount ? 'hardly used' : 'partly collapsed', 'warning'];
  if (unitsInUse === latentCount) return ['healthy', 'good'];
  // A model that needs six directions and has ten units is right to leave four alone: worth a note, no more.
  return [2 * unitsInUse < latentCount ? 'partly collapsed' : 'healthy', 'note'];
}

function describe(use: Use, state: State, verdict: Verdict): string {
  const { split, values, latentCount, isSampled, unitsInUse, shuffleCost, shuffleShare } = use;
  const isFaint = state === 'ignored' || state === 'hardly used';
  const subject = isSampled && !isFaint ? 'posterior' : 'latent';
  const units = isFaint
    ? `the means of ${unitsInUse} of ${latentCount} units vary over rows`
    : `${unitsInUse} of ${latentCount} latent units are in use`;
  const kl = isSampled ? `, KL is ${formatNumber(values.kl)} nats` : '';
  const only = verdict === 'problem' || verdict === 'warning' ? 'only ' : '';
  const share = `${formatNumber(Number((100 * shuffleShare).toPrecision(2)))} % of what ${use.trivial} leave${use.trivial.endsWith('s') ? '' : 's'} open`;
  const isChance = isSampled && values.kl < EMPTY_NATS && shuffleCost > IGNORED_NATS;
  const cost = isChance
    ? `costs ${formatNumber(shuffleCost)} nats (${share}) by chance alone`
    : shuffleCost > 0
      ? `costs ${only}${formatNumber(shuffleCost)} nats (${share})`
      : `costs nothing (${formatNumber(shuffleCost)} nats)`;
  const join = isFaint ? 'yet' : 'and';
  return `The ${subject} is ${state} on ${split}: ${units}${kl}, ${join} ${use.verb} each row from another row's latent ${cost}.`;
}

function advise({ isSampled, effectiveBeta, latentCount, unitsInUse }: Use, state: State, verdict: Verdict): string[] {
  if (verdict === 'good') return [];
  if (verdict === 'note') {
    return [
      `A latent of ${unitsInUse} would do as well: unused units (${latentCount - unitsInUse}) cost nothing and hold nothing.`,
      ...(isSampled
        ? ['If the reconstruction should be better, a lower beta or a warm-up of KL puts more units to use.']
        : []),
    ];
  }
  if (!isSampled) return ['Look for dead activations: lower the learning rate, or train longer.'];
  const weight =
    effectiveBeta !== undefined && effectiveBeta > 1
      ? `Lower the weight of KL: the effective beta is ${formatNumber(effectiveBeta)}, and 1 is the plain ELBO.`
      : 'Warm the weight of KL up from 0 over the first part of training, or lower it.';
  const histogram = 'A perfectly normal latent histogram is no comfort here: a posterior equal to the prior gives one.';
  return state === 'collapsed' ? [weight, histogram] : [weight];
}
