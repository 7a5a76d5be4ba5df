/**
 * Keras, and Elbo with it, ignore the focal loss's alpha unless classes are balanced; and an alpha of 0.5 weighs both
 * classes alike. A study of alpha that changes nothing else then compares seeds.
 *
 * Try: likelihood.classBalancing: true, or no alpha.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { TrainedModality } from './training-facts.ts';
import { listed } from './wording.ts';

/** What Keras and Elbo take where no alpha is given: someone who left it alone expects nothing of it. */
const DEFAULT_ALPHA = 0.25;
/** Weighs ones and zeros alike. */
const EVEN_ALPHA = 0.5;

export const diagnoseAlphaNoEffect: Diagnostic = ({ training }) => {
  const modalities = training?.modalities ?? [];
  const unused = modalities.filter(({ focal }) => focal !== undefined && !focal.classBalancing);
  const even = modalities.filter(({ focal }) => focal?.classBalancing === true && focal.alpha === EVEN_ALPHA);
  if (unused.length + even.length === 0) return undefined;
  const told = (those: readonly TrainedModality[]): string => {
    const alphas = [...new Set(those.map(({ focal }) => focal!.alpha))];
    if (alphas.length === 1 && those.length === modalities.length) return formatNumber(alphas[0]!);
    const named = (alpha: number) => those.filter(({ focal }) => focal!.alpha === alpha).map(({ name }) => name);
    return listed(alphas.map((alpha) => `${formatNumber(alpha)} (${listed(named(alpha))})`));
  };
  const clauses = [
    ...(unused.length === 0 ? [] : [`alpha, ${told(unused)}, has no effect: classBalancing is off`]),
    ...(even.length === 0
      ? []
      : [`alpha, ${told(even)}, weighs ones and zeros alike: it halves the loss, so that KL weighs twice as much`]),
  ];
  const isDefault = unused.every(({ focal }) => focal!.alpha === DEFAULT_ALPHA);
  return {
    id: 'alpha-no-effect',
    verdict: isDefault ? 'note' : 'warning',
    title: `In the focal loss ${clauses.join('; ')}.`,
    evidence: Object.fromEntries(
      [...unused, ...even].flatMap(({ name, focal }) => [
        [`${name}.alpha`, focal!.alpha],
        [`${name}.classBalancing`, focal!.classBalancing ? 'on' : 'off'],
      ]),
    ),
    advice: [
      ...(unused.length === 0
        ? []
        : [
            'For alpha to count set likelihood.classBalancing: true. It is the weight of ones, 1 - alpha that of zeros: 0.25 makes ones count a third of zeros.',
          ]),
      ...(even.length === 0 ? [] : ['Set another alpha, or likelihood.classBalancing: false.']),
    ],
  };
};
