/** Runs as their folders would give them, from the few numbers a test is about. */
import type { ComparedRun, ComparedSide } from '../../../src/diagnose/compare/compared-run.ts';
import { effectiveBeta, type Reductions } from '../../../src/diagnose/effective-beta.ts';
import { type RowTerms, termColumns } from '../../../src/diagnose/row-terms.ts';
import { type MadeModality, madeBinary, madeEvaluation } from '../made-evaluation.ts';

export const REDUCTIONS: Reductions = {
  klWeight: 1,
  klReduction: 'sum',
  reconstructionReduction: 'sum',
  featureCount: 11,
  latentCount: 2,
  batchSize: 32,
};

export interface MadeRun extends Partial<Omit<ComparedRun, 'evaluation' | 'fingerprints'>> {
  readonly marks?: Partial<MadeModality>;
  readonly label?: Partial<MadeModality>;
  readonly kl?: number;
  readonly splits?: readonly ('train' | 'validation' | 'test')[];
  readonly fingerprints?: Readonly<Record<string, string>>;
  /** Numbers of the evaluation that the other options do not make. */
  readonly evaluation?: Partial<ComparedRun['evaluation']>;
}

/** Ten columns of marks and one label, on test unless told otherwise. */
export function madeRun({ marks, label, kl = 2, splits = ['test'], fingerprints, evaluation, ...more }: MadeRun = {}) {
  const split = {
    klPerUnit: [kl, 0],
    variances: [1, 0],
    modalities: {
      marks: {
        count: 10,
        reconstruction: 4,
        baselines: {},
        binary: madeBinary([
          [0.1, 80, 5],
          [0.7, 5, 10],
        ]),
        ...marks,
      },
      label: { count: 1, reconstruction: 0.5, baselines: {}, ...label },
    },
  };
  return {
    id: 'run',
    seed: 42,
    fingerprints: { data: 'd', split: 's', preprocessing: 'p', ...fingerprints },
    preprocessing: { kind: 'none', offset: [] },
    effectiveBeta: effectiveBeta(REDUCTIONS),
    masking: { kind: 'none' },
    objective: { kind: 'beta', modalityWeights: {} },
    likelihood: { kind: 'bernoulli' },
    lossTerms: ['reconstruction', 'kl'],
    evaluation: { ...madeEvaluation(Object.fromEntries(splits.map((name) => [name, split]))), ...evaluation },
    terms: {},
    ...more,
  } satisfies ComparedRun as ComparedRun;
}

export const sideOf = (label: string, ...runs: readonly ComparedRun[]): ComparedSide => ({
  label,
  members: runs.map((run) => ({ key: `seed-${run.seed}`, run })),
  repeats: runs,
});

/** Of marks, label and KL, row by row. */
export const madeTerms = (rows: readonly (readonly [marks: number, label: number, kl: number])[]): RowTerms => ({
  rowCount: rows.length,
  columns: termColumns([{ name: 'marks' }, { name: 'label' }]),
  values: Float32Array.from(rows.flat()),
});
