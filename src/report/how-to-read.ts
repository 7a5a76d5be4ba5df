/** What the numbers of a run mean: its unit, and the lines its losses lie between. */
import { formatNumber } from '../base/format-number.ts';
import type { Evaluation, SplitEvaluation } from '../diagnose/evaluation.ts';
import { skill } from '../diagnose/skill.ts';
import { columnModalities, tellsLabelAlone, trivialWords } from '../diagnose/told-label.ts';
import { type Block, type Item, list, text } from './document.ts';
import { type BaselineSums, baselineSums, mainSplit } from './evaluation-tables.ts';
import { hiddenSkill } from './hidden-skill.ts';

/** @returns nothing where no split was evaluated */
export function howToRead(evaluation: Evaluation): readonly Block[] {
  const main = mainSplit(evaluation);
  if (main === undefined) return [];
  const [name, split] = main;
  const sums = baselineSums(evaluation, split);
  return [
    text(
      `A loss says nothing without its unit and the lines it lies between. The numbers here are of the ${name} rows.`,
    ),
    list([
      unit(evaluation),
      zero(evaluation),
      baseline(evaluation, sums),
      floor(sums),
      ...fairCoin(evaluation),
      kl(split, evaluation),
      ...(evaluation.latentIsSampled ? verdict(split, sums, evaluation) : []),
      ...hiddenEntries(split, evaluation),
      ...importanceWeighted(split),
    ]),
  ];
}

const columnCount = (evaluation: Evaluation): number =>
  columnModalities(evaluation).reduce((sum, { count }) => sum + count, 0);

const unit = (evaluation: Evaluation): Item => {
  const { label } = evaluation;
  if (tellsLabelAlone(evaluation)) {
    const what = label!.task === 'regression' ? 'the true number' : 'the true class';
    return {
      term: 'The unit',
      text: `Nats per row: the negative log-probability that the head gives to ${what} of ${label!.name}, and KL summed over latent units, averaged over rows. The columns are only read, so they add nothing.`,
    };
  }
  const behind = label === undefined ? '' : `, and of the label ${label.name} behind them,`;
  const columns = formatNumber(columnCount(evaluation));
  return {
    term: 'The unit',
    text: `Nats per row: summed over the ${columns} columns${behind} and averaged over rows. A toolkit that prints a mean over columns shows this number divided by ${columns}.`,
  };
};

function zero({ likelihoods, modalities, label }: Evaluation): Item {
  const kinds = new Set(modalities.map(({ name }) => likelihoods[name]?.kind));
  const classes = 'For classes 0 means that every row was given its own with probability 1.';
  const isColumn = modalities.some(({ name }) => name !== label?.name && likelihoods[name]?.kind === 'bernoulli');
  const bits = 'For 0 / 1 columns 0 means that every entry was given probability 1, which no real model reaches.';
  const densities =
    'For gaussian columns 0 means nothing: a density may be above 1, so their loss may be below 0, and it moves with the scale of the data.';
  return {
    term: '0',
    text: [
      ...(isColumn ? [bits] : []),
      ...(label !== undefined && label.task !== 'regression' ? [classes] : []),
      ...(kinds.has('gaussian') ? [densities] : []),
    ].join(' '),
  };
}

function baseline(evaluation: Evaluation, { constant, perColumn, markov }: BaselineSums): Item {
  const { latentIsSampled } = evaluation;
  if (tellsLabelAlone(evaluation)) {
    const compared = latentIsSampled
      ? 'The bound (reconstruction + KL) pays for its latent and stands beside it; what classifiers without a latent get stands under Label.'
      : 'What other simple models get stands under Label.';
    return {
      term: 'The baseline',
      text: `What is paid for the label where nothing is known of a row: ${formatNumber(perColumn)}, by ${trivialWords(evaluation)} on train. ${compared}`,
    };
  }
  const chain = markov === undefined ? '' : ` and the chain from each column to the next ${formatNumber(markov)}`;
  const perColumnText = `${markov === undefined ? ' and' : ','} a rate or mean for each column ${formatNumber(perColumn)}`;
  const compared = latentIsSampled
    ? 'Compare the bound (reconstruction + KL) with them: above or on these lines it has learnt no more than they did, however near to 0 it is.'
    : 'The latent is free here, so being below these lines is the least to expect; principal components are the fair comparison.';
  return {
    term: 'The baseline',
    text: `What a model without a latent pays: one constant for all ${formatNumber(constant)}${perColumnText}${chain}. ${compared}`,
  };
}

const floor = ({ floor: value }: BaselineSums): Item => ({
  term: 'The floor',
  text:
    value === undefined
      ? 'None: with a learned variance a loss has no lowest value.'
      : `What no model can go below: ${formatNumber(value)}. It is 0 for bits, the entropy of the targets for values between 0 and 1, and for a gaussian of fixed variance what a perfect mean pays.`,
});

function fairCoin(evaluation: Evaluation): Item[] {
  const { likelihoods } = evaluation;
  if (tellsLabelAlone(evaluation)) return [];
  const count = columnModalities(evaluation).reduce(
    (sum, modality) => sum + (likelihoods[modality.name]?.kind === 'bernoulli' ? modality.count : 0),
    0,
  );
  if (count === 0) return [];
  const all =
    count === 1
      ? 'for the one 0 / 1 column'
      : `an entry, ${formatNumber(count * Math.LN2)} for all ${formatNumber(count)} 0 / 1 columns`;
  return [
    {
      term: 'ln 2',
      text: `A fair coin pays ln 2 = 0.6931 nats ${all}: what an untrained model starts from. It is not the baseline: only where half of the entries are ones does a constant pay as much.`,
    },
  ];
}

const kl = (split: SplitEvaluation, { latentIsSampled }: Evaluation): Item => ({
  term: 'KL',
  text: latentIsSampled
    ? `What the latent tells of a row, in nats: ${formatNumber(split.kl)}. At 0 it tells nothing, and every row is answered alike.`
    : `The latent is not sampled and KL does not train this model: ${formatNumber(split.kl)} only says how far its codes lie from the standard normal.`,
});

function verdict(
  { negativeElbo }: SplitEvaluation,
  { perColumn, floor: lowest }: BaselineSums,
  evaluation: Evaluation,
): Item[] {
  const reached = lowest === undefined ? undefined : skill(negativeElbo, perColumn, lowest);
  const share =
    reached === undefined
      ? ''
      : ` Its skill over ${tellsLabelAlone(evaluation) ? trivialWords(evaluation) : 'the rates per column'} is ${formatNumber(reached)}: 0 is the baseline, 1 the floor.`;
  return [{ term: 'This run', text: `The bound is ${formatNumber(negativeElbo)} nats per row.${share}` }];
}

/** A model that is asked for what it does not see is judged by that, and not by a bound in which entries that it copies are mixed. */
function hiddenEntries({ perModality }: SplitEvaluation, evaluation: Evaluation): Item[] {
  const { masking } = evaluation;
  const told = (masking?.hides ?? []).flatMap((name) => {
    const { reconstruction, baselines } = perModality[name]?.hidden ?? {};
    if (reconstruction === undefined) return [];
    const reached = hiddenSkill(evaluation, name);
    const share = reached === undefined ? '' : `, a skill of ${formatNumber(reached)}`;
    return [`${name} ${formatNumber(reconstruction)}, its column means ${formatNumber(baselines!.perColumn)}${share}`];
  });
  if (told.length === 0) return [];
  const untrained =
    masking?.trains === 'hidden'
      ? ' Seen entries did not train, so the bound and its skill above, which count them, are no measure of this run.'
      : '';
  return [
    { term: 'What is hidden', text: `Predicted from the rest, in nats per row: ${told.join('; ')}.${untrained}` },
  ];
}

function importanceWeighted({ importanceWeighted: found, negativeElbo }: SplitEvaluation): Item[] {
  if (found === undefined) return [];
  const { samples, negativeLogLikelihood, effectiveSamples } = found;
  const draws = samples === 1 ? 'one draw' : `${formatNumber(samples)} draws`;
  return [
    {
      term: 'The importance-weighted bound',
      text: `With ${draws} of the latent a row the bound is ${formatNumber(negativeLogLikelihood)} nats, beside ${formatNumber(negativeElbo)} of the ELBO: more draws bring it down to the negative log-likelihood, which neither is below but by chance. It rests on ${formatNumber(effectiveSamples)} of them in the mean; where that is near 1, more draws are needed.`,
    },
  ];
}
