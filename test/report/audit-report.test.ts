import { expect, test } from 'vitest';
import { auditRows } from '../../src/diagnose/audit/audit.ts';
import { published } from '../../src/diagnose/audit/published.ts';
import { readPublished } from '../../src/lab/audit-table.ts';
import { auditReport } from '../../src/report/audit-report.ts';
import { reportAsHtml } from '../../src/report/html.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';

const example = auditRows(await readPublished('examples/audit/epigenome-vae.csv'));

test('the report has findings first, then sets, labels, outputs and KL, each row in its place', () => {
  const lines = reportAsMarkdown(auditReport('table.csv', example), new Map()).split('\n');
  expect(lines[0]).toBe('# Audit of table.csv');
  expect(lines.filter((line) => line.startsWith('## '))).toEqual([
    '## Findings',
    '## Test sets',
    '## Labels',
    '## Outputs beside constants',
    '## KL without its weight',
    '## Not computed',
  ]);
  expect(lines).toContain(
    '| 3 | 7 | 0.4942 ± 8.3e-5 | 8,856 | K9 308,514.7, K27 36,908.2 | \\+1536 | 0.3615 | ReduceLR, gamma 1 | – |',
  );
  expect(lines).toContain(
    '| alpha .75 | 1 | yes | 0.3731 ± 0.00011 | 0.3963 ± 9.2e-5 | 0.008833 | 0.5853 | 0.5435 | better | 0.7277 | 0.6269 | 0.6846 |',
  );
  expect(lines).toContain('| alpha .75 | K27 output MSE | 0.0127 | worse than | its rate as a constant | 0.01072 |');
  expect(lines).toContain('| KL 1e-4 | 0.0005052 | 0.0001 | 5.052 | 1,515.6 | 0.004 | focal |');
  expect(lines).toContain('- KL 1e-4: DNAm output MSE beside a constant: its share of ones is not published');
});

test('rows of a set stand by falling MCC', () => {
  const report = auditReport('table.csv', example);
  const [, table] = report.sections.find(({ title }) => title === 'Labels')!.blocks;
  const rows = table!.kind === 'table' ? table!.table.rows : [];
  expect(rows.slice(0, 5).map(([name]) => name)).toEqual([
    'imbalanced again',
    'alpha .75',
    'alpha .9',
    'extra dense d150',
    'alpha .25',
  ]);
});

test('a table of little has only the sections it fills', () => {
  const audit = auditRows([{ name: 'a', modalities: {}, texts: {}, kl: published('0.5')! }]);
  const { sections } = auditReport('table.csv', audit);
  expect(
    sections.filter(({ blocks }) => blocks.some(({ kind }) => kind === 'table')).map(({ title }) => title),
  ).toEqual(['KL without its weight']);
});

test('it is a web page too', async () => {
  const page = await reportAsHtml(auditReport('table.csv', example), new Map());
  expect(page).toContain('<h1>Audit of table.csv</h1>');
  expect(page).toContain('KL without its weight');
});
