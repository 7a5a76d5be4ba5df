/**
 * Are latents distributed as the prior says? Only z, what the decoder reads, should be standard normal; posterior means
 * and widths are told apart from it. A posterior equal to the prior makes a perfect normal z and knows nothing of any
 * row, so such units are named before z is called good.
 *
 * Try: draw from encoded rows in place of the prior; a weight of KL nearer 1 where z is too wide, a longer training
 * where it lies aside of 0.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Finding, Verdict } from './finding.ts';
import { judgedSplit } from './judged-split.ts';
import { describeUnits, type UnitShape } from './latent-units.ts';
import { listed } from './wording.ts';

/**
 * Kolmogorov's distance: the share by which draws from the prior fall too often, or too seldom, on one side of some
 * value. Healthy models of a few hundred rows reach 0.12; a z half or twice as wide as the prior has 0.16, one five
 * times as wide or one deviation aside has more than 0.3.
 */
const FAR = 0.15;
const APART = 0.3;
/** Deviation, and distance of the mean from 0, that make a distance above `FAR` by themselves. */
const WIDE = 1.5;
const ASIDE = 0.4;
/** Distances that chance gives in one of a hundred evaluations are not told, however few the rows. */
const CHANCE = 0.01;

export const diagnoseLatentNormality: Diagnostic = ({ evaluation, latents }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined || !evaluation!.latentIsSampled) return undefined;
  const [split, { meanVariancePerUnit, posteriorVariancePerUnit }] = judged;
  const values = latents?.[split];
  if (values === undefined) return undefined;
  const units = describeUnits(values, meanVariancePerUnit, posteriorVariancePerUnit);
  if (units === undefined) return undefined;
  const informed = units.filter(({ equalsPrior }) => !equalsPrior);
  const evidence = { split, rows: values.rowCount, ...evidenceOf(units) };
  return informed.length === 0 ? explainCollapse(split, units, evidence) : judge(split, units, informed, evidence);
};

/** A normal z under collapse is no good news. */
function explainCollapse(split: string, units: readonly UnitShape[], evidence: Finding['evidence']): Finding {
  const spread = Math.max(...units.map(({ meanSpread }) => meanSpread));
  const sigma = units.reduce((sum, unit) => sum + unit.sigma, 0) / units.length;
  return {
    id: 'latent-normality',
    verdict: 'warning',
    title: `z is normal on ${split} only because the posterior equals the prior: the means of all ${counted(units)} spread by at most ${formatNumber(spread)} over rows and sigma is ${formatNumber(sigma)}, so z is noise that tells no row from another.`,
    evidence,
    advice: [
      'Read the collapse finding first: a normal z is worth something once posterior means differ between rows.',
    ],
  };
}

function judge(
  split: string,
  units: readonly UnitShape[],
  informed: readonly UnitShape[],
  evidence: Finding['evidence'],
): Finding {
  const far = informed.filter(({ distance, distanceP }) => distance > FAR && distanceP < CHANCE / informed.length);
  const worst = informed.reduce((most, unit) => (unit.distance > most.distance ? unit : most));
  const verdict: Verdict = far.length === 0 ? 'good' : worst.distance > APART ? 'warning' : 'note';
  const idle = units.length - informed.length;
  const verb = verdict === 'good' ? 'is close to' : 'is not distributed as';
  const distance = `the largest distance between their distributions is ${formatNumber(Number(worst.distance.toPrecision(2)))} of 1, in unit ${worst.index} (mean ${short(worst.zMean)}, deviation ${short(worst.zSpread)}, skewness ${short(worst.skewness)}, excess kurtosis ${short(worst.excessKurtosis)})`;
  const apart = `posterior means spread by ${range(informed, 'meanSpread')} and sigma is ${range(informed, 'sigma')}`;
  return {
    id: 'latent-normality',
    verdict,
    title: `z ${verb} the standard normal prior on ${split}: ${distance}; ${apart}${
      idle === 0
        ? ''
        : `; ${idle} of ${counted(units)} ${idle === 1 ? 'equals the prior and says' : 'equal the prior and say'} nothing`
    }.`,
    evidence,
    advice: verdict === 'good' ? [] : adviceFor(far, informed),
  };
}

function adviceFor(far: readonly UnitShape[], informed: readonly UnitShape[]): string[] {
  const indices = far.map(({ index }) => `${index}`);
  const names = indices.length > 5 ? `${indices.slice(0, 5).join(', ')}, ...` : listed(indices);
  return [
    `Samples from the prior land where no row lies along ${far.length} of ${counted(informed)} (${names}): draw from the encoded rows in place of the prior.`,
    far.some(({ zSpread }) => zSpread > WIDE)
      ? 'A z wider than the prior means that KL weighs too little: raise its weight towards 1.'
      : far.some(({ zMean }) => Math.abs(zMean) > ASIDE)
        ? 'A z that lies aside of 0 is one that KL has not yet drawn there: train longer.'
        : 'Look at the histogram: several heaps are clusters of rows, which a standard normal prior does not know.',
  ];
}

const short = (value: number): string => formatNumber(Number(value.toFixed(2)));
const counted = (units: readonly UnitShape[]): string => `${units.length} ${units.length === 1 ? 'unit' : 'units'}`;

function range(units: readonly UnitShape[], key: 'meanSpread' | 'sigma'): string {
  const [low, high] = [Math.min(...units.map((unit) => unit[key])), Math.max(...units.map((unit) => unit[key]))];
  return short(low) === short(high) ? short(low) : `${short(low)} to ${short(high)}`;
}

function evidenceOf(units: readonly UnitShape[]): Record<string, readonly number[]> {
  const of = (key: Exclude<keyof UnitShape, 'equalsPrior'>) => units.map((unit) => unit[key]);
  return {
    unitsEqualToPrior: units.filter(({ equalsPrior }) => equalsPrior).map(({ index }) => index),
    zMean: of('zMean'),
    zDeviation: of('zSpread'),
    zSkewness: of('skewness'),
    zExcessKurtosis: of('excessKurtosis'),
    kolmogorovDistance: of('distance'),
    kolmogorovP: of('distanceP'),
    shapiroWilkW: of('shapiroW'),
    shapiroWilkP: of('shapiroP'),
    andersonDarling: of('anderson'),
    andersonDarlingP: of('andersonP'),
    dagostinoK2: of('dagostinoK2'),
    dagostinoP: of('dagostinoP'),
    meanDeviation: of('meanSpread'),
    meanShapiroWilkW: of('meanShapiroW'),
    sigma: of('sigma'),
    sigmaDeviation: of('sigmaSpread'),
  };
}
