import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { auditMatrix } from '../../src/diagnose/audit/implied-matrix.ts';
import { possibleOnes } from '../../src/diagnose/audit/whole-counts.ts';
import { columnMeanings } from '../../src/lab/audit-columns.ts';
import { auditTable, readPublished } from '../../src/lab/audit-table.ts';
import { auditReport } from '../../src/report/audit-report.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';

const EXAMPLE = 'examples/audit/epigenome-vae.csv';
const page = readFileSync('docs/audit.md', 'utf8');

test('the print-out in docs/audit.md is how the audit of the example begins', async () => {
  const shown = /^```md\n(.*?)^```$/ms.exec(page)![1]!;
  const report = auditReport(path.basename(EXAMPLE), await auditTable(EXAMPLE));
  const printed = reportAsMarkdown(report, new Map());
  expect(printed.slice(0, printed.indexOf('\n## Labels'))).toBe(shown);
});

test('docs/audit.md names columns that are known by those names', () => {
  const section = page.slice(page.indexOf('| column |'), page.indexOf('Any other column'));
  const cells = section
    .split('\n')
    .slice(2)
    .flatMap((line) => line.split('|').slice(1, 3))
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!.replace('NAME', 'K9')));
  expect(cells.length).toBeGreaterThan(45);
  const unknown = cells.filter((name) => {
    // A name of a row and a mean or a number of columns need others beside them.
    const meanings = columnMeanings([name, 'K9 output MSE', 'K9 count MSE']);
    return meanings[0]!.kind === 'text';
  });
  expect(unknown).toEqual([]);
});

/** An exhaustive search in Python finds the same. */
test('the numbers of test rows in docs/audit.md are those that whole counts allow', async () => {
  const audit = await auditTable(EXAMPLE);
  const published = await readPublished(EXAMPLE);
  const sizes = Array.from({ length: 11_900 }, (_, i) => i + 1);
  const fitting = (set: number): number[] => {
    const names = audit.testSets[set]!.rows.filter((name) => !audit.testSets[set]!.misfits.includes(name));
    const rows = published
      .filter(({ name }) => names.includes(name))
      .map(({ accuracy, precision, recall, f1, testRows: _, ...row }) => {
        const shares = { accuracy: accuracy!, precision: precision!, recall: recall!, f1: f1! };
        return { shares, prevalence: auditMatrix({ ...row, ...shares }).implied!.prevalence };
      });
    return sizes.filter((size) => {
      let common: readonly number[] | undefined;
      for (const { shares, prevalence } of rows) {
        const ones = possibleOnes(shares, prevalence, size)!;
        common = common?.filter((count) => ones.includes(count)) ?? ones;
        if (common.length === 0) return false;
      }
      return true;
    });
  };
  expect(fitting(1)).toEqual([8856]);
  expect(fitting(2)).toEqual([8856]);
  expect(fitting(0)).toContain(11_756);
  expect(fitting(3)).toContain(8856);
});
