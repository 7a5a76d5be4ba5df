import { expect, test } from 'vitest';
import type { Evaluation, PartEvaluation, SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import { everyPart, judgedParts } from '../../src/diagnose/judged-parts.ts';
import { runMetrics } from '../../src/lab/metrics.ts';
import { partTable } from '../../src/report/evaluation-tables.ts';
import { numbersInTables } from '../../src/report/sections.ts';
import { madeEvaluation } from '../diagnose/made-evaluation.ts';

const part = (split: SplitEvaluation, modality: string, share: number, entriesPerRow: number): PartEvaluation => {
  const { baselines, ...numbers } = split.perModality[modality]!;
  const { markov: _, pcaMse: __, ...rest } = baselines;
  return { ...numbers, baselines: { ...rest, floor: 0 }, entriesPerRow, rowShare: share };
};

function masked(trains: 'hidden' | 'seen' | 'all'): Evaluation {
  const made = madeEvaluation({
    test: {
      klPerUnit: [1, 2],
      variances: [0.5, 0.5],
      modalities: {
        marks: { count: 20, reconstruction: 60, baselines: { constant: 100, perColumn: 80 } },
        expression: { count: 1, reconstruction: 0.5, baselines: { constant: 0.7, perColumn: 0.7 } },
      },
    },
  });
  const test = made.splits.test!;
  const { marks, expression } = test.perModality;
  const perModality = {
    marks: { ...marks!, hidden: part(test, 'marks', 0.5, 20), seen: part(test, 'marks', 0.5, 20) },
    expression: { ...expression!, seen: part(test, 'expression', 1, 1) },
  };
  return {
    ...made,
    masking: { kind: 'fixed-modality', trains, hides: ['marks'], cases: 2 },
    splits: { test: { ...test, perModality } },
  };
}

test('hidden and seen entries are rows of their own; only what is hidden has a skill', () => {
  const { header, rows } = partTable(masked('hidden'));
  const named = rows.map((row) => Object.fromEntries(header.map((key, index) => [key, row[index]])));
  expect(named).toEqual([
    {
      split: 'test',
      entries: 'hidden marks',
      'of a row': 20,
      'share of rows': 0.5,
      reconstruction: 60,
      constant: 100,
      'per column': 80,
      floor: 0,
      skill: 0.25,
    },
    expect.objectContaining({ entries: 'seen marks', reconstruction: 60, skill: undefined }),
    expect.objectContaining({ entries: 'seen expression', 'share of rows': 1, reconstruction: 0.5 }),
  ]);
});

test('what did not enter the objective is not judged', () => {
  const names = (evaluation: Evaluation) => judgedParts(evaluation).modalities.map(({ name }) => name);
  expect(names(masked('hidden'))).toEqual(['hidden marks']);
  expect(names(masked('seen'))).toEqual(['seen marks', 'seen expression']);
  expect(names(masked('all'))).toEqual(['hidden marks', 'seen marks', 'seen expression']);
  expect(everyPart(masked('hidden')).modalities).toHaveLength(3);
});

test('answers for programs have both sides beside the whole', () => {
  const { test } = runMetrics(masked('hidden'), { value: 1 } as never);
  expect(test!.perModality.marks).toMatchObject({
    reconstruction: 60,
    hidden: { reconstruction: 60, constant: 100, baseline: 80, skill: 0.25, entriesPerRow: 20, rowShare: 0.5 },
  });
  expect(test!.perModality.expression).not.toHaveProperty('hidden');
});

test('a report says that hidden entries are predictions, and how many masks stand behind a number', () => {
  const { modalities, splits } = numbersInTables([masked('hidden')]);
  const words = [...splits, ...modalities].flatMap((block) => (block.kind === 'text' ? block.text : []));
  expect(words.join(' ')).toContain('averaged over 2 masks.');
  expect(words.join(' ')).toContain('what does not enter the objective is not learned');
});
