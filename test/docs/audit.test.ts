import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { columnMeanings } from '../../src/lab/audit-columns.ts';
import { auditTable } from '../../src/lab/audit-table.ts';
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
