/** Pictures of the latent and of the modalities of one run, on the rows that its findings speak of. */

import { formatNumber } from '../base/format-number.ts';
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import { ACTIVE_VARIANCE, type Latents, type SplitEvaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { tellsLabelAlone, trivialLabel } from '../diagnose/told-label.ts';
import { histogramPanels } from '../figures/histogram-panels.ts';
import { type ModalityBar, modalityBars } from '../figures/modality-bars.ts';
import { unitBars } from '../figures/unit-bars.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { ReportInput } from './report-input.ts';

export function latentFigures({ evaluation, latents = {} }: ReportInput): NamedFigures {
  const main = judgedSplit(evaluation);
  return {
    ...(main === undefined ? {} : { 'kl-per-unit': klPerUnit(...main) }),
    ...Object.fromEntries(
      SPLIT_NAMES.flatMap((name) => {
        const rows = latents[name];
        return rows === undefined ? [] : [[`latent-${name}`, histograms(name, rows, evaluation.splits[name])]];
      }),
    ),
  };
}

export function modalityFigures({ evaluation }: ReportInput): NamedFigures {
  const main = judgedSplit(evaluation);
  if (main === undefined) return {};
  const [name, split] = main;
  if (tellsLabelAlone(evaluation)) return {};
  const modalities = evaluation.modalities.flatMap((modality) => {
    const part = split.perModality[modality.name];
    if (part === undefined) return [];
    const { constant, perColumn, markov } = part.baselines;
    const bars: ModalityBar[] = [
      { label: 'reconstruction (KL not counted)', value: part.reconstruction, role: 'model' },
      ...(markov === undefined ? [] : [{ label: 'Markov', value: markov, role: 'trivial model' as const }]),
      ...(modality.name === evaluation.label?.name
        ? [{ label: trivialLabel(evaluation.label), value: perColumn, role: 'trivial model' as const }]
        : [
            { label: 'per column', value: perColumn, role: 'trivial model' as const },
            { label: 'constant', value: constant, role: 'trivial model' as const },
          ]),
    ];
    return [{ name: modality.name, bars }];
  });
  const kl = `KL of ${formatNumber(split.kl)} nats per row, shared by all modalities, is not counted:`;
  return {
    modalities: modalityBars({
      title: `Reconstruction by modality, ${name}`,
      subtitle: [kl, 'a short bar alone does not show that a modality is modelled better than by its rates'],
      xTitle: 'nats per row',
      modalities,
    }),
  };
}

function klPerUnit(name: SplitName, split: SplitEvaluation) {
  return unitBars({
    title: `KL per latent unit, ${name}`,
    subtitle: [
      `${split.activeUnits} of ${split.klPerUnit.length} units are active: the variance of their posterior mean over rows is above ${ACTIVE_VARIANCE}`,
    ],
    yTitle: 'KL, nats per row',
    units: split.klPerUnit.map((value, unit) => ({
      value,
      active: (split.meanVariancePerUnit[unit] ?? 0) > ACTIVE_VARIANCE,
    })),
  });
}

function histograms(name: SplitName, latents: Latents, split: SplitEvaluation | undefined) {
  const { rowCount, latentCount, mean, logVariance, sample } = latents;
  const inactive = split === undefined ? 0 : latentCount - split.activeUnits;
  return histogramPanels({
    title: `Latent, ${name}`,
    subtitle: [
      `${formatNumber(rowCount)} rows x ${latentCount} units, pooled`,
      ...(inactive > 0
        ? [
            `${inactive} of ${latentCount} units are not active: their z is noise from the prior and looks perfectly normal`,
          ]
        : []),
    ],
    panels: [
      { title: 'z, sampled', xTitle: 'z', values: sample, atLeast: [-3.5, 3.5], standardNormal: true },
      { title: 'posterior mean', xTitle: 'μ', values: mean, atLeast: [-3.5, 3.5], standardNormal: true },
      {
        title: 'posterior standard deviation',
        xTitle: 'σ',
        values: logVariance.map((value) => Math.exp(value / 2)),
        atLeast: [0, 1.2],
        reference: { label: 'the prior, 1', value: 1 },
      },
    ],
  });
}
