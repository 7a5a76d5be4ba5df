import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ElboError } from '../../src/base/errors.ts';
import { auditTable, readPublished } from '../../src/lab/audit-table.ts';
import { auditReport } from '../../src/report/audit-report.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string): string {
  const target = path.join(folder, 'table.csv');
  writeFileSync(target, content);
  return target;
}

test('numbers keep their digits, settings are exact, empty cells are absent and other columns stay texts', async () => {
  const [first, second] = await readPublished(
    file(
      'model,acc (%),recall,K9 count MSE,K9 columns,KL weight,KL reduction,reconstruction reduction,paper\n' +
        'a,71.2,.50,362.5,4000,1e-3,mean over columns,mean,Smith\nb,NA,,,,,SUM,sum,–\n',
    ),
  );
  expect(first).toMatchObject({
    name: 'a',
    klWeight: 0.001,
    klReduction: 'mean-over-features',
    reconstructionReduction: 'mean-over-features',
    modalities: { K9: { columnCount: 4000 } },
    texts: { paper: 'Smith' },
  });
  expect(first!.accuracy!.high - first!.accuracy!.low).toBeCloseTo(0.001, 12);
  expect(first!.modalities.K9!.countMse!.low).toBeCloseTo(362.45, 9);
  expect(second).toEqual({
    name: 'b',
    klReduction: 'sum',
    reconstructionReduction: 'sum',
    modalities: {},
    texts: { paper: '–' },
  });
});

test('an interval keeps to what the number can be', async () => {
  const [row] = await readPublished(file('run,recall\na,1.00\n'));
  expect(row!.recall).toMatchObject({ low: 0.995, high: 1 });
});

test('rows without a name, or with the same one, are told apart by their lines', async () => {
  const rows = await readPublished(file('accuracy,run\n0.5,a\n0.6,a\n0.7,\n'));
  expect(rows.map(({ name }) => name)).toEqual(['a (line 2)', 'a (line 3)', 'line 4']);
});

test('columns and modalities may have any name', async () => {
  const [row] = await readPublished(file('run,constructor count MSE,__proto__\na,1.5,text\n'));
  expect(Object.keys(row!.modalities)).toEqual(['constructor']);
  expect(Object.entries(row!.texts)).toEqual([['__proto__', 'text']]);
  expect(Object.getPrototypeOf(row!.texts)).toBe(Object.prototype);
});

test('a table of one row is audited', async () => {
  const { rows, testSets } = await auditTable(file('run,accuracy,precision,recall\na,0.7280,0.8150,0.5926\n'));
  expect(rows[0]).toMatchObject({ name: 'a', testSet: 1 });
  expect(testSets[0]!.best).toMatchObject({ row: 'a', tiedWith: [] });
});

describe('a table that cannot be meant is refused', () => {
  test.each([
    [
      'run,notes\na,b\n',
      'table.csv line 1: no column holds a number that the audit knows. Expected one of: accuracy, precision, recall, F1, prevalence, MCC, label MSE, weighted KL, KL, test rows, KL weight, latent, columns, alpha, gamma, MODALITY count MSE, MODALITY output MSE, MODALITY mean, MODALITY columns.',
    ],
    [
      'run,accuracy,acc\na,0.5,0.5\n',
      'table.csv line 1: the columns "accuracy" and "acc" both mean accuracy. Leave one of them out, or give it another name to keep it as text.',
    ],
    [
      'run,K9 count MSE,K9 count-mse\na,1,1\n',
      'table.csv line 1: the columns "K9 count MSE" and "K9 count-mse" both mean K9 count MSE. Leave one of them out, or give it another name to keep it as text.',
    ],
    [
      'run,accuracy\na,high\n',
      'table.csv line 2, column "accuracy": "high" is not a number. Expected a number, or an empty cell where nothing is published.',
    ],
    [
      'run;accuracy\na;0,71\n',
      'table.csv line 2, column "accuracy": "0,71" is not a number. Expected a number, or an empty cell where nothing is published. Write it with a point, such as 0.71.',
    ],
    [
      'run,accuracy\na,71.2\n',
      'table.csv line 2, column "accuracy": 71.2 does not fit. Expected a share from 0 to 1; a column in percent says so in its name, such as "accuracy (%)".',
    ],
    ['run,MCC\na,-1.2\n', 'table.csv line 2, column "MCC": -1.2 does not fit. Expected a number from -1 to 1.'],
    ['run,KL\na,-0.1\n', 'table.csv line 2, column "KL": -0.1 does not fit. Expected a number of at least 0.'],
    [
      'run,test rows\na,12.5\n',
      'table.csv line 2, column "test rows": 12.5 does not fit. Expected a whole number of at least 1.',
    ],
    [
      'run,KL,KL reduction\na,1,median\n',
      'table.csv line 2, column "KL reduction": "median" is not known. Expected one of: sum, mean, mean over units, mean over columns. Did you mean "mean"?',
    ],
  ])('%j', async (content, message) => {
    expect(await messageOf(() => auditTable(file(content)))).toBe(message);
  });

  test('an absent file, or a folder', async () => {
    const absent = path.join(folder, 'absent.csv');
    expect(await messageOf(() => auditTable(absent))).toBe(
      `${absent}: the file was not found. Expected a table of published results.`,
    );
    expect(await messageOf(() => auditTable(folder))).toBe(
      `${folder}: this is a folder. Expected a table of published results.`,
    );
  });
});

test('whatever numbers a table holds, it is audited and printed, or refused with a reason', async () => {
  const share = fc.oneof(
    fc.constantFrom('', '0', '1', '0.0', '1.00', '0.5', '0.5000', '0.37', '0.7277', '0.5150'),
    fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value.toFixed(3)),
  );
  const amount = fc.constantFrom('', '0', '0.001', '12.5', '271742.8228', '308514.7298');
  const count = fc.constantFrom('', '1', '10', '4000', '8856');
  const shares = [
    'accuracy',
    'precision',
    'recall',
    'F1',
    'prevalence',
    'MCC',
    'label MSE',
    'K9 output MSE',
    'K9 mean',
  ];
  const amounts = ['K9 count MSE', 'weighted KL', 'KL', 'KL weight', 'gamma'];
  const counts = ['test rows', 'K9 columns', 'latent', 'columns'];
  const cells = [...shares.map(() => share), ...amounts.map(() => amount), ...counts.map(() => count)];
  const rows = fc.array(fc.tuple(...cells), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const text = [[...shares, ...amounts, ...counts], ...given].map((row) => row.join(',')).join('\n');
      try {
        const audit = await auditTable(file(text));
        expect(audit.rows).toHaveLength(given.length);
        const printed = reportAsMarkdown(auditReport('table', audit), new Map());
        expect(printed).not.toMatch(/NaN|undefined|not a number|infinite/);
      } catch (error) {
        if (!(error instanceof ElboError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
