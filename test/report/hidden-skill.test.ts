import { expect, test } from 'vitest';
import type { Evaluation, PartEvaluation } from '../../src/diagnose/evaluation.ts';
import { hiddenSkillBlocks } from '../../src/report/hidden-skill.ts';
import { madeEvaluation } from '../diagnose/made-evaluation.ts';

/** @param nats - of each hidden modality, whose column means have 10 */
function masked(nats: Readonly<Record<string, number>>): Evaluation {
  const modalities = Object.fromEntries(
    Object.keys(nats).map((name) => [name, { count: 5, reconstruction: 1, baselines: {} }]),
  );
  const made = madeEvaluation({ test: { klPerUnit: [1], variances: [1], modalities } });
  const { test: split } = made.splits;
  const perModality = Object.fromEntries(
    Object.entries(split!.perModality).map(([name, entry]) => {
      const baselines = { ...entry.baselines, perColumn: 10 };
      const hidden: PartEvaluation = {
        ...entry,
        baselines,
        reconstruction: nats[name]!,
        entriesPerRow: 5,
        rowShare: 1,
      };
      return [name, { ...entry, hidden }];
    }),
  );
  return {
    ...made,
    masking: { kind: 'random-modality', trains: 'hidden', hides: Object.keys(nats), cases: 3 },
    splits: { test: { ...split!, perModality } },
  };
}

test('repeats of a masked model say of each hidden modality whether anything is told of it', () => {
  const evaluations = [
    { k9: 6, dnam: 9.9, k27: 10.5 },
    { k9: 6.2, dnam: 10.2, k27: 10.6 },
    { k9: 5.8, dnam: 10.1, k27: 10.55 },
  ].map(masked);
  expect(hiddenSkillBlocks(evaluations, 0)).toEqual([
    {
      kind: 'text',
      text: 'Skill over the column means on test, of hidden entries alone: 1 - (nats - floor) / (nats of column means - floor). Its mean over 3 runs and the 95 % interval of that mean:',
    },
    {
      kind: 'list',
      items: [
        { term: 'k9', text: '0.4 (0.35 to 0.45): more is told of it than its column means tell.' },
        {
          term: 'dnam',
          text: '-0.0067 (-0.045 to 0.031): the interval contains 0, so nothing is shown to be told of it.',
        },
        {
          term: 'k27',
          text: '-0.055 (-0.067 to -0.043): below 0, so nothing is told of it, and its column means do better.',
        },
      ],
    },
  ]);
});

test('one run has no interval, and a model that hides nothing nothing to tell', () => {
  expect(hiddenSkillBlocks([masked({ k9: 6 })], 0)).toEqual([]);
  const { masking: _, ...plain } = masked({ k9: 6 });
  expect(hiddenSkillBlocks([plain, plain], 0)).toEqual([]);
});
