/**
 * Is every row answered alike? Then a loss near the column means is no accident. Squared errors alone cannot tell: bad
 * predictions that vary reach the same error. So the variance over rows of what is predicted is set beside the data's. And
 * what varies need not vary with its rows: where the collapse finding says that the latent of another row does as well, it
 * is noise.
 *
 * Try: read the collapse and beats-baseline findings; for one modality of several more weight, or a model of its own.
 */
import { isUnheard } from './collapse.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import type { Verdict } from './finding.ts';
import { judgedSplit } from './judged-split.ts';
import { tellsLabelAlone, trivialWords } from './told-label.ts';
import { listed, ofModality, percent } from './wording.ts';

/**
 * Share of the data's variance. The sampled latent of a collapsed model still moves its predictions by up to a
 * thousandth; healthy models of sparse marks move theirs by a tenth and more.
 */
export const CONSTANT_SHARE = 0.005;

export const diagnoseConstantPredictor: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined) return undefined;
  const [split, values] = judged;
  const shares = variationShares(values);
  if (shares.length === 0) return undefined;
  const constant = shares.filter(({ share }) => share < CONSTANT_SHARE);
  const isNoise = constant.length < shares.length && isUnheard(evaluation!, split, values);
  const verdict: Verdict =
    isNoise || constant.length === shares.length ? 'problem' : constant.length > 0 ? 'warning' : 'good';
  const modalityCount = evaluation!.modalities.length;
  const told = (those: typeof shares): string =>
    listed(those.map(({ name, share }) => ofModality(percent(share), name, modalityCount)));
  return {
    id: 'constant-predictor',
    verdict,
    title: isNoise
      ? `Predictions vary on ${split}, with ${told(shares)} of the variance of the data, but not with their rows: from the latent of another row they are as good.`
      : verdict === 'good'
        ? `Predictions follow the rows on ${split}, with ${told(shares)} of the variance of the data.`
        : `Predictions hardly differ between rows on ${split}, with ${told(constant)} of the variance of the data.`,
    evidence: {
      split,
      ...Object.fromEntries(
        shares.flatMap(({ name, share, mse, perColumnMse }) => [
          [`${name}.predictedVarianceShare`, share],
          [`${name}.mse`, mse],
          [`${name}.perColumnMse`, perColumnMse],
        ]),
      ),
    },
    advice: isNoise
      ? ['Read the collapse finding first: what moves these predictions is noise, and no row can be told by them.']
      : adviceFor(
          evaluation!,
          verdict,
          constant.map(({ name }) => name),
        ),
  };
};

const adviceFor = (evaluation: Evaluation, verdict: Verdict, constant: readonly string[]): string[] => {
  if (verdict === 'good') return [];
  if (verdict === 'problem')
    return [
      `Read the collapse and beats-baseline findings: the ${tellsLabelAlone(evaluation) ? 'head' : 'decoder'} answers with ${trivialWords(evaluation)}, whatever the row.`,
    ];
  return [
    `Read no per-row number of ${listed(constant)}: give it more weight (objective.modalityWeights), or a model of its own.`,
  ];
};

/** Modalities whose data vary, and how much of that the predictions have. */
function variationShares({ perModality }: SplitEvaluation) {
  return Object.entries(perModality).flatMap(([name, { predictionVariance, mse, baselines }]) => {
    const { perColumnMse } = baselines;
    if (predictionVariance === undefined || !(perColumnMse > 0)) return [];
    return { name, share: predictionVariance / perColumnMse, mse, perColumnMse };
  });
}
