import { expect, test } from 'vitest';
import { combineTables, formatTable, markdownTable, type Table } from '../../src/report/tables.ts';

const table: Table = {
  header: ['split', 'loss', 'Markov', 'note'],
  rows: [
    ['train', 1234.56, undefined, undefined],
    ['a|b\n', 0.5, undefined, 'x'],
  ],
};

test('a table for terminals is aligned, numbers to the right, empty columns left out', () => {
  expect(formatTable(table)).toBe(
    ['split     loss  note', '-----  -------  ----', 'train  1,234.6  –', 'a|b        0.5  x'].join('\n'),
  );
});

test('a Markdown table escapes its cells', () => {
  expect(markdownTable(table)).toBe(
    ['| split | loss | note |', '| --- | ---: | --- |', '| train | 1,234.6 | – |', '| a\\|b | 0.5 | x |'].join('\n'),
  );
});

test('a table without rows has its header', () => {
  expect(markdownTable({ header: ['split', 'loss'], rows: [] })).toBe('| split |\n| ---: |');
});

test('combined tables hold means and intervals of what varies', () => {
  const run = (loss: number, r2?: number): Table => ({
    header: ['split', 'rows', 'loss', 'R2'],
    rows: [['train', 100, loss, r2]],
  });
  // scipy.stats.t.interval(0.95, 2, 2, scipy.stats.sem([1, 2, 3])): 2 +- 2.484
  expect(combineTables([run(1), run(2, 0.25), run(3)]).rows).toEqual([
    ['train', 100, { mean: 2, halfWidth: expect.closeTo(2.484137712, 8), count: 3 }, 0.25],
  ]);
  expect(markdownTable(combineTables([run(1), run(2), run(3)]))).toContain('| train | 100 | 2 ± 2.5 |');
});

test('rows that only some runs have are kept apart', () => {
  const run = (modality: string): Table => ({ header: ['modality', 'loss'], rows: [[modality, 1]] });
  expect(combineTables([run('k9'), run('k27'), run('k9')]).rows).toEqual([
    ['k9', 1],
    ['k27', 1],
  ]);
});
