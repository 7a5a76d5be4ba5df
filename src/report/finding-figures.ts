/** Which figures show the numbers that a finding rests on. */
import type { diagnostics } from '../diagnose/index.ts';
import type { FindingEntry } from './document.ts';
import type { NamedFigures } from './loss-figures.ts';

/** Id of a finding to how the names of its figures begin; of each beginning the first figure is taken. */
const SHOWN_IN: Readonly<Partial<Record<keyof typeof diagnostics, readonly string[]>>> = {
  collapse: ['kl-per-unit', 'latent-qq', 'latent-map'],
  'beats-baseline': ['loss-linear', 'modalities', 'confusion'],
  'constant-predictor': ['reconstructions', 'rows'],
  'ignored-modality': ['modalities', 'reconstructions'],
  threshold: ['reconstructions'],
  'trivial-f1': ['reconstructions'],
  'unscaled-sigmoid': ['reconstructions'],
  'alpha-no-effect': ['reconstructions'],
  'latent-normality': ['latent-qq', 'latent-test'],
  'weighted-kl': ['kl'],
  'effective-beta': ['kl'],
  'warm-up-too-long': ['kl'],
  'learning-curve': ['loss-log'],
  'plateau-too-coarse': ['loss-log'],
};

const SHOWN_BY_ID: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(SHOWN_IN));

/** Adds to each finding the figures of this report that show it. */
export const withFigures = (findings: readonly FindingEntry[], drawn: NamedFigures): FindingEntry[] =>
  findings.map((finding) => {
    const names = (SHOWN_BY_ID.get(finding.id) ?? []).flatMap(
      (start) =>
        Object.keys(drawn)
          .filter((name) => name === start || name.startsWith(`${start}-`))
          .sort()
          .at(0) ?? [],
    );
    const distinct = [...new Set(names)];
    return distinct.length === 0
      ? finding
      : { ...finding, figures: distinct.map((name) => ({ name, title: drawn[name]!.title })) };
  });
