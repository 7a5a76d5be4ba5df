/**
 * Has the model learnt anything? The bound (reconstruction + KL) is compared with what trivial models reach on the
 * same rows. A reconstruction alone has paid nothing for its latent, so it never stands beside them without that said.
 * A plain autoencoder has no bound and is judged by its squared error, and a head by majority, logistic regression, nearest
 * neighbours and principal components with logistic regression, on the same rows.
 *
 * Try: read the collapse finding, then a lower beta or a longer training; where train alone is good, a smaller model
 * or an earlier end.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Modality, SplitName } from '../data/dataset.ts';
import { judgeAutoencoder } from './autoencoder-baseline.ts';
import { boundSkill, klShare } from './bound-skill.ts';
import { type Comparison, isMissed, MARGIN, modalityEvidence, phrase, type Standing, total } from './comparison.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isEmpty } from './empty-latent.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import { type Finding, VERDICTS, type Verdict } from './finding.ts';
import type { JudgedEvaluation } from './judged-parts.ts';
import { judgedSplit } from './judged-split.ts';
import { judgeLabel } from './label-baseline.ts';
import { judgeMasked } from './masked-baseline.ts';
import { reachNats, totalReachNats } from './reach.ts';
import { tellsLabelAlone, withoutLabel } from './told-label.ts';
import { listed } from './wording.ts';

export const diagnoseBeatsBaseline: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined) return undefined;
  if (evaluation!.masking !== undefined) return judgeMasked(evaluation as JudgedEvaluation, ...judged);
  const ofLabel = judgeLabel(...judged);
  if (ofLabel !== undefined && tellsLabelAlone(evaluation!)) return ofLabel;
  const ofRows = evaluation!.latentIsSampled
    ? judgeBound(evaluation!, ...judged)
    : judgeAutoencoder(withoutLabel(evaluation!), ...judged);
  return ofLabel === undefined ? ofRows : together(ofRows, ofLabel);
};

/** Of a model that reconstructs rows and tells their label: the worse of the two verdicts. */
const together = (ofRows: Finding, ofLabel: Finding): Finding => ({
  id: ofRows.id,
  verdict: VERDICTS[Math.max(VERDICTS.indexOf(ofRows.verdict), VERDICTS.indexOf(ofLabel.verdict))]!,
  title: `${ofRows.title} Of the label: ${ofLabel.title}`,
  evidence: {
    ...ofRows.evidence,
    ...Object.fromEntries(Object.entries(ofLabel.evidence).map(([key, value]) => [`label.${key}`, value])),
  },
  advice: [...ofRows.advice, ...ofLabel.advice],
});

function judgeBound(evaluation: Evaluation, split: SplitName, values: SplitEvaluation): Finding {
  const [trivial, chains] = compareBound(evaluation, values);
  const parts = evaluation.modalities.map((modality) => {
    return { name: modality.name, comparisons: compareModality(evaluation, values, modality) };
  });
  const missing = parts.filter(({ comparisons }) => comparisons.some(isMissed)).map(({ name }) => name);
  const isBelowBeforeKl = trivial.some(({ standing }) => standing === 'beats before KL');
  const verdict: Verdict = trivial.some(isMissed)
    ? 'problem'
    : isBelowBeforeKl || missing.length > 0
      ? 'warning'
      : chains.some(({ standing }) => standing !== 'beats')
        ? 'note'
        : 'good';

  const bound = values.negativeElbo;
  const sentence = `On ${split} the bound, ${formatNumber(bound)} nats, ${phrase([...trivial, ...chains])}`;
  const each = parts.map(({ name, comparisons }) => `${name} ${phrase(comparisons)}`).join('; ');
  const reached = boundSkill(evaluation, values);
  return {
    id: 'beats-baseline',
    verdict,
    title:
      parts.length > 1 ? `${sentence}; by modality, with KL shared out by what each saves: ${each}.` : `${sentence}.`,
    evidence: {
      split,
      boundNats: bound,
      klNats: values.kl,
      ...(reached === undefined ? {} : { skill: reached }),
      ...modalityEvidence(evaluation, values),
    },
    advice:
      verdict === 'problem' || isBelowBeforeKl ? adviseBound(evaluation, split, verdict) : advise(verdict, missing),
  };
}

/** @param isByChance - the latent is empty, and the baseline knows the columns: what is below it is luck */
function standing(reconstruction: number, kl: number, baseline: number, margin: number, isByChance: boolean): Standing {
  if (reconstruction + kl < baseline - margin) return isByChance ? 'beats by chance' : 'beats';
  return reconstruction < baseline - margin ? 'beats before KL' : 'misses';
}

/** All modalities together, beside the baselines without order and beside Markov chains, where some modality has one. */
function compareBound(evaluation: Evaluation, values: SplitEvaluation): readonly [Comparison[], Comparison[]] {
  const margin = MARGIN * totalReachNats(evaluation, values);
  const empty = isEmpty(evaluation, values);
  const beside = (baseline: string, value: number, isByChance = false): Comparison => {
    return {
      baseline,
      value,
      standing: standing(values.negativeElbo - values.kl, values.kl, value, margin, isByChance),
    };
  };
  const hasChain = Object.values(values.perModality).some(({ baselines }) => baselines.markov !== undefined);
  const chain = total(values, ({ baselines }) => baselines.markov ?? baselines.perColumn);
  return [
    [
      beside(
        'the constant',
        total(values, ({ baselines }) => baselines.constant),
      ),
      beside(
        'the column means',
        total(values, ({ baselines }) => baselines.perColumn),
        empty,
      ),
    ],
    hasChain ? [beside('the Markov chain', chain, empty)] : [],
  ];
}

/** One modality, charged its share of KL. */
function compareModality(evaluation: Evaluation, values: SplitEvaluation, modality: Modality): Comparison[] {
  const { reconstruction, baselines } = values.perModality[modality.name]!;
  const margin = MARGIN * reachNats(modality, evaluation.likelihoods[modality.name]!, baselines);
  const kl = klShare(values, modality.name);
  const beside = (baseline: string, value: number, isByChance = false): Comparison => {
    return { baseline, value, standing: standing(reconstruction, kl, value, margin, isByChance) };
  };
  return [
    beside('the constant', baselines.constant),
    beside('the column means', baselines.perColumn, isEmpty(evaluation, values)),
  ];
}

function adviseBound(evaluation: Evaluation, split: SplitName, verdict: Verdict): string[] {
  const { train } = evaluation.splits;
  if (split !== 'train' && train !== undefined) {
    const [onTrain] = compareBound(evaluation, train);
    if (onTrain.every(({ standing }) => standing === 'beats')) {
      return [
        `On train the bound, ${formatNumber(train.negativeElbo)} nats, ${phrase(onTrain)}: the model overfits. Stop earlier, make it smaller, or add dropout.`,
      ];
    }
  }
  return verdict === 'problem'
    ? [
        'The latent earns nothing yet: read the collapse finding, then try a lower beta, a warm-up of KL, or a longer training.',
      ]
    : ['The latent costs more than it saves: raise beta towards 1, or read this model as an autoencoder.'];
}

const advise = (verdict: Verdict, missing: readonly string[]): string[] => {
  if (verdict === 'warning')
    return [`Give ${listed(missing)} more weight (objective.modalityWeights), or a model of its own.`];
  if (verdict === 'note')
    return [
      'Neighbouring columns tell more of each other than the latent does: try a larger latent or a longer training.',
    ];
  return [];
};
