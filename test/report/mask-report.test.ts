import { expect, test } from 'vitest';
import { reportAsMarkdown } from '../../src/report/markdown.ts';
import { maskReport, type ReportedCell, type ReportedLab, subsetTable } from '../../src/report/mask-report.ts';

const baselines = { constant: 11, perColumn: 10 } as ReportedLab['baselines'][string];
const cell = (modality: string, seen: readonly string[], skill: number, more: Partial<ReportedCell> = {}) => ({
  modality,
  seen,
  isTrained: false,
  reconstruction: 10 * (1 - skill),
  skill,
  ...more,
});
const simpler = { nats: { copy: 9, logistic: 3 }, chose: {}, notComputed: {} };

const lab: ReportedLab = {
  run: 'a-run',
  split: 'test',
  rowCount: 40,
  modalities: ['dnam', 'k9', 'k27'],
  baselines: { dnam: baselines, k9: baselines, k27: baselines },
  subsets: [
    cell('k27', ['dnam', 'k9'], -0.1),
    cell('k9', ['dnam', 'k27'], 0.6, { isTrained: true, simpler }),
    cell('dnam', ['k9', 'k27'], 0.2),
    cell('k9', ['dnam'], 0.1),
    cell('k9', ['k27'], 0.5),
    cell('k9', [], -0.1),
  ],
  pairs: [cell('k9', ['k27'], 0.5, { dummy: 'dnam', isTrained: true })],
};

test('a sentence for each modality says how well it is told, beside simpler models and from which other', () => {
  const { blocks } = maskReport([lab]).sections[1]!;
  expect(blocks[0]).toMatchObject({
    items: [
      { term: 'dnam', text: 'told from all others with a skill of 0.200, which training never asked for' },
      {
        term: 'k9',
        text: 'told from all others with a skill of 0.600; behind logistic regression (0.700); ahead of a copy (0.100); from k27 alone 0.500',
      },
      {
        term: 'k27',
        text: 'not told from the others: a skill of -0.100, 0 being the column means, which training never asked for',
      },
    ],
  });
});

test('modalities come in the order of the data, most seen first, and what trained so has a star', () => {
  const { rows } = subsetTable(lab);
  expect(rows.map(([hidden, seen, skill]) => [hidden, seen, skill])).toEqual([
    ['dnam', 'k9 k27', '0.200'],
    ['k9', 'dnam k27', '0.600\u00a0*'],
    ['k9', 'dnam', '0.100'],
    ['k9', 'k27', '0.500'],
    ['k9', 'nothing', '-0.100'],
    ['k27', 'dnam k9', '-0.100'],
  ]);
  expect(rows[1]!.at(-1)).toBe('logistic');
  expect(rows[5]!.at(-1)).toBe('column means');
});

test('pairs are a matrix of skill, and a model that computes nothing of a kind says why', () => {
  const notComputed = { copy: 'no seen modality has columns at the same positions' };
  const one = { ...lab, subsets: [cell('k9', ['dnam'], 0.1, { simpler: { ...simpler, notComputed } })] };
  const page = reportAsMarkdown(maskReport([one]), new Map());
  expect(page).toContain('copy for k9 from dnam: no seen modality has columns at the same positions');
  expect(page).toMatch(/\| k9 \| 0\.500\s\\\* \|/);
});
