import { expect, test } from 'vitest';
import { compareComparability } from '../../src/diagnose/compare/compare-comparability.ts';
import { compareSides } from '../../src/diagnose/compare/compare-sides.ts';
import type { ComparedSide } from '../../src/diagnose/compare/compared-run.ts';
import { readings } from '../../src/diagnose/compare/readings.ts';
import { type Block, withoutFigures } from '../../src/report/document.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';
import { labNotebook, type NotebookEntry } from '../../src/report/notebook.ts';
import { madeRun } from '../diagnose/compare/made-runs.ts';
import { sampleInput } from './sample-input.ts';

/** Runs of the sample input, whose reconstruction is shifted. */
function entryOf(label: string, shifts: readonly number[], split = 's'): NotebookEntry {
  const inputs = shifts.map((shift) => sampleInput(shift));
  const members = inputs.map(({ evaluation }, i) => ({
    key: `seed-${i}`,
    run: { ...madeRun({ seed: i, fingerprints: { split } }), evaluation },
  }));
  const side: ComparedSide = { label, members, repeats: members.map(({ run }) => run) };
  const runs = inputs.map((input, i) => ({ member: `seed-${i}`, path: label, input }));
  return { label, id: `id-of-${label}`, path: label, isStudy: shifts.length > 1, side, runs, notes: '' };
}

function against(parent: NotebookEntry, entry: NotebookEntry): NotebookEntry {
  const comparison = compareSides(parent.side, entry.side);
  return {
    ...entry,
    against: parent.label,
    comparison,
    changes: [{ path: 'objective.beta', text: 'KL weight 1 → 0.5' }],
    findings: [compareComparability(comparison, parent.side)],
    readings: readings(comparison, parent.side, entry.side, false),
  };
}

const base = { ...entryOf('base', [0]), notes: 'The first one.\n\nKept for later.\n' };
const next = against(base, {
  ...entryOf('next', [3]),
  runs: [{ member: '', path: 'next', input: { ...sampleInput(3), findings: [] } }],
});
const away = against(base, entryOf('away', [1], 'other'));
const notebook = labNotebook([base, next, away]);
const blocksOf = (title: string): readonly Block[] =>
  notebook.sections.find((section) => section.title === title)!.blocks;
const text = reportAsMarkdown(withoutFigures(notebook), new Map());
const sectionOf = (title: string): string => text.split('\n## ').find((part) => part.startsWith(title))!;

test('the parent comes first with its notes, and every run says what changed against it', () => {
  expect(text.startsWith('# Lab notebook: base, next and away\n\n## Findings\n')).toBe(true);
  expect(notebook.sections.map(({ title }) => title)).toEqual([
    'Findings',
    'Side by side',
    'base',
    'next, against base',
    'away, against base',
    'Figures',
    'How to read this',
  ]);
  expect(sectionOf('base')).toMatch(
    /^base\n\n- run: id-of-base, 40 epochs\n- KL over epochs: .+\n\nNotes:\n\nThe first one\.\n\nKept for later\./,
  );
  expect(sectionOf('next')).toContain('- run: id-of-next, 40 epochs\n- changed: KL weight 1 → 0.5');
});

test('numbers stand in a table with their difference, and a line for each modality', () => {
  expect(sectionOf('next')).toContain(
    '- all: negative ELBO 71.8 → 74.8 nats per row; KL, which no modality below counts, 7.8 → 7.8\n- k27: reconstruction higher by 3 nats per row (4.7 %); mean squared error unchanged\n- expression: reconstruction unchanged; mean squared error unchanged',
  );
  expect(sectionOf('next')).toContain('| validation | negative ELBO | 71.8 | 74.8 | \\+3 | \\+4.2 | higher |');
  expect(sectionOf('next')).toContain('| train | negative ELBO | 68.8 | 71.8 | \\+3 | \\+4.4 | higher |');
});

test('findings whose verdict is another are told', () => {
  expect(sectionOf('next')).toContain(
    'Findings whose verdict is not that of base:\n\n- data, good → not said: The data are as described.',
  );
  expect(sectionOf('away')).toContain('Its findings have the verdicts of base.');
});

test('what does not compare has no difference, and no place on shared axes', () => {
  expect(sectionOf('away')).toContain(
    'Every difference is withheld: the split is another one, with other held-out rows.',
  );
  expect(sectionOf('away')).not.toContain('|');
  expect(sectionOf('Side by side')).toContain('| away | not with base | validation | 72.8 |');
  const [block] = blocksOf('Figures');
  const drawn = block!.kind === 'figures' ? block!.figures : {};
  expect(Object.keys(drawn)).toEqual([
    'side-by-side-linear',
    'side-by-side-log',
    'side-by-side-kl',
    'side-by-side-modalities',
    'side-by-side-reconstructions',
  ]);
  const predictions = drawn['side-by-side-reconstructions']!;
  expect(predictions.subtitle).toContain('a row of panels for each modality, a column for each run');
  expect(predictions.spec).toMatchObject({ columns: 2 });
  expect(drawn['side-by-side-log']!.subtitle).toContain('not drawn, for what they measure is another thing: away');
  expect(Object.keys(drawn['side-by-side-log']!.data)).toEqual(['baselines', 'lines0', 'lines1']);
});

test('nothing is drawn where nothing compares', () => {
  const { sections } = labNotebook([base, away]);
  expect(sections.find(({ title }) => title === 'Figures')!.blocks).toEqual([{ kind: 'figures', figures: {} }]);
});

test('a study stands as mean and interval over its runs', () => {
  const study = against(base, entryOf('study', [0, 1, 2]));
  const printed = reportAsMarkdown(withoutFigures(labNotebook([base, study])), new Map());
  expect(printed).toContain('- study: id-of-study, 3 runs (seed-0, seed-1 and seed-2), 40 epochs');
  // scipy 1.17.1: stats.t.ppf(0.975, 2) / sqrt(3) = 2.484; times sqrt(1 / 3 + 1) against one run: 4.968.
  expect(printed).toContain(
    '| validation | negative ELBO | 71.8 | 72.8 ± 2.5 | \\+1 | \\+1.4 | \\-3.97 to 5.97 | chance |',
  );
  expect(printed).toContain('| study | with base | validation | 72.8 ± 2.5 |');
});
