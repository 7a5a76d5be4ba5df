/** The table of diagnostics, and the two moments they run: before training and on a finished evaluation. */
import { diagnoseAlphaNoEffect } from './alpha-no-effect.ts';
import { diagnoseBeatsBaseline } from './beats-baseline.ts';
import { diagnoseCollapse } from './collapse.ts';
import { diagnoseComparability } from './comparability.ts';
import { diagnoseConstantPredictor } from './constant-predictor.ts';
import { diagnoseData } from './data.ts';
import type { Diagnostic, DiagnosticInput } from './diagnostic.ts';
import { diagnoseEffectiveBeta } from './effective-beta.ts';
import { type Finding, VERDICTS } from './finding.ts';
import { diagnoseIgnoredModality } from './ignored-modality.ts';
import { judgedParts } from './judged-parts.ts';
import { diagnoseLabelInformation } from './label-information.ts';
import { diagnoseLatentNormality } from './latent-normality.ts';
import { diagnoseLearningCurve } from './learning-curve.ts';
import { diagnoseOutOfDomain } from './out-of-domain.ts';
import { diagnosePlateauTooCoarse } from './plateau-too-coarse.ts';
import { diagnoseTargetNotInput } from './target-not-input.ts';
import { diagnoseThreshold } from './threshold.ts';
import { diagnoseTrivialF1 } from './trivial-f1.ts';
import { diagnoseUnscaledSigmoid } from './unscaled-sigmoid.ts';
import { diagnoseWarmUpTooLong } from './warm-up-too-long.ts';
import { diagnoseWeightedKl } from './weighted-kl.ts';

interface DiagnosticRow {
  readonly diagnostic: Diagnostic;
  /** Needs no evaluation, so that `elbo check` and the head of `elbo train` can say it. */
  readonly isKnownBeforehand: boolean;
}

/** Id of the finding to how it is made. Findings of one verdict come in this order. */
export const diagnostics = {
  'out-of-domain': { diagnostic: diagnoseOutOfDomain, isKnownBeforehand: false },
  collapse: { diagnostic: diagnoseCollapse, isKnownBeforehand: false },
  'beats-baseline': { diagnostic: diagnoseBeatsBaseline, isKnownBeforehand: false },
  'constant-predictor': { diagnostic: diagnoseConstantPredictor, isKnownBeforehand: false },
  'ignored-modality': { diagnostic: diagnoseIgnoredModality, isKnownBeforehand: false },
  threshold: { diagnostic: diagnoseThreshold, isKnownBeforehand: false },
  'trivial-f1': { diagnostic: diagnoseTrivialF1, isKnownBeforehand: false },
  'latent-normality': { diagnostic: diagnoseLatentNormality, isKnownBeforehand: false },
  'weighted-kl': { diagnostic: diagnoseWeightedKl, isKnownBeforehand: false },
  'learning-curve': { diagnostic: diagnoseLearningCurve, isKnownBeforehand: false },
  'label-information': { diagnostic: diagnoseLabelInformation, isKnownBeforehand: true },
  'effective-beta': { diagnostic: diagnoseEffectiveBeta, isKnownBeforehand: true },
  'target-not-input': { diagnostic: diagnoseTargetNotInput, isKnownBeforehand: true },
  'unscaled-sigmoid': { diagnostic: diagnoseUnscaledSigmoid, isKnownBeforehand: true },
  'alpha-no-effect': { diagnostic: diagnoseAlphaNoEffect, isKnownBeforehand: true },
  'warm-up-too-long': { diagnostic: diagnoseWarmUpTooLong, isKnownBeforehand: true },
  'plateau-too-coarse': { diagnostic: diagnosePlateauTooCoarse, isKnownBeforehand: true },
  comparability: { diagnostic: diagnoseComparability, isKnownBeforehand: true },
  data: { diagnostic: diagnoseData, isKnownBeforehand: true },
} satisfies Readonly<Record<string, DiagnosticRow>>;

/** Every finding that the input allows, worst first. */
export const diagnose = ({ evaluation, ...rest }: DiagnosticInput): Finding[] =>
  run(Object.values(diagnostics), {
    ...rest,
    ...(evaluation === undefined ? {} : { evaluation: judgedParts(evaluation) }),
  });

/** The findings that need no evaluation, worst first. */
export const diagnoseBeforehand = (input: DiagnosticInput): Finding[] =>
  run(
    Object.values(diagnostics).filter(({ isKnownBeforehand }) => isKnownBeforehand),
    input,
  );

const run = (rows: readonly DiagnosticRow[], input: DiagnosticInput): Finding[] =>
  rows
    .flatMap(({ diagnostic }) => diagnostic(input) ?? [])
    .sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
