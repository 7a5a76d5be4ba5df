/** The audit of a table of published results as a report. */
import { formatNumber } from '../base/format-number.ts';
import type { RowAudit, TableAudit, TestSetAudit } from '../diagnose/audit/audit.ts';
import { betaInWords } from '../diagnose/audit/audit-findings.ts';
import { alwaysOneF1, majorityAccuracy } from '../diagnose/audit/confusion.ts';
import type { Implied } from '../diagnose/audit/implied-matrix.ts';
import type { Interval } from '../diagnose/audit/published.ts';
import type { Against, TrivialAnswer } from '../diagnose/audit/trivial-answers.ts';
import { type Block, type Item, list, type ReportDocument, table, text } from './document.ts';
import { findingEntries } from './findings.ts';
import type { Cell } from './tables.ts';

/** @param name - of the table, for the title */
export function auditReport(name: string, audit: TableAudit): ReportDocument {
  const { rows, testSets, findings } = audit;
  return {
    title: `Audit of ${name}`,
    notices: [],
    sections: [
      { title: 'Findings', blocks: [{ kind: 'findings', findings: findingEntries(findings) }] },
      { title: 'Test sets', blocks: testSetBlocks(audit) },
      { title: 'Labels', blocks: labelBlocks(rows, testSets) },
      { title: 'Outputs beside constants', blocks: outputBlocks(rows) },
      { title: 'KL without its weight', blocks: klBlocks(rows) },
      { title: 'Not computed', blocks: [list(missingItems(rows))] },
    ],
  };
}

/** The middle and half the width of an interval, which a table prints with its sign. */
const around = ({ low, high }: Interval): Cell => ({ mean: (low + high) / 2, halfWidth: (high - low) / 2, count: 1 });

/** What the numbers as printed come to, which need not be the middle of what rounding leaves open. */
const near = ({ value, low, high }: Implied): Cell => ({
  mean: value,
  halfWidth: Math.max(high - value, value - low),
  count: 1,
});

function testSetBlocks({ testSets, undecided }: TableAudit): Block[] {
  if (testSets.length === 0) return [];
  return [
    text(
      'Rows that share a set cannot be told apart by what is published; rows of different sets were not measured on the same test rows. A best row stands within its set only, and rows within one standard error of it are tied.',
    ),
    table({
      header: [
        'set',
        'rows',
        'share of ones',
        'test rows',
        'same count error',
        'best by MCC',
        'MCC',
        'tied with',
        'does not fit',
      ],
      rows: testSets.map(({ number, rows, misfits, prevalence, testRows, fingerprint, best }) => [
        number,
        rows.length,
        prevalence && around(prevalence),
        testRows,
        orNone(Object.entries(fingerprint).map(([name, error]) => `${name} ${formatNumber(error)}`)),
        best?.row ?? '–',
        best?.mcc,
        orNone(best?.tiedWith ?? []),
        orNone(misfits),
      ]),
    }),
    ...(undecided.length === 0
      ? []
      : [text(`In no set, because too little is published or several fit: ${undecided.join(', ')}.`)]),
  ];
}

const orNone = (names: readonly string[]): string => names.join(', ') || '–';

const SIGNS: Record<Against, string> = {
  beats: 'beats',
  ties: 'no better than',
  loses: 'worse than',
  unknown: 'unknown',
};

function labelBlocks(rows: readonly RowAudit[], sets: readonly TestSetAudit[]): Block[] {
  const known = rows
    .flatMap((row) => (row.implied === undefined ? [] : [{ row, implied: row.implied }]))
    .sort((a, b) => (a.row.testSet ?? sets.length + 1) - (b.row.testSet ?? sets.length + 1) || mcc(b.row) - mcc(a.row));
  if (known.length === 0) return [];
  return [
    text(
      'What the published shares imply, by set and falling MCC. ± is what rounding leaves open; the standard error is what other test rows would change.',
    ),
    table({
      header: [
        'row',
        'set',
        'fits',
        'share of ones',
        'MCC',
        'standard error',
        'F1',
        '1 everywhere',
        'F1 is',
        'accuracy',
        'majority',
        'balanced accuracy',
      ],
      rows: known.map(({ row, implied }) => {
        const accuracy = answer(row, 'accuracy');
        const f1 = answer(row, 'F1');
        return [
          row.name,
          row.testSet,
          row.contradictions.length === 0 ? 'yes' : 'no',
          near(implied.prevalence),
          implied.mcc && near(implied.mcc),
          row.mccError,
          f1?.value,
          alwaysOneF1(implied.prevalence.value),
          f1 === undefined ? undefined : FAIR[f1.against],
          accuracy?.value,
          majorityAccuracy(implied.prevalence.value),
          implied.balancedAccuracy.value,
        ];
      }),
    }),
  ];
}

const FAIR: Record<Against, string> = { beats: 'better', ties: 'tied', loses: 'worse', unknown: 'unknown' };

const mcc = ({ implied }: RowAudit): number => implied?.mcc?.value ?? Number.NEGATIVE_INFINITY;
const answer = ({ trivial }: RowAudit, wanted: string): TrivialAnswer | undefined =>
  trivial.find(({ what }) => what === wanted);

function outputBlocks(rows: readonly RowAudit[]): Block[] {
  const shown = rows.flatMap(({ name, trivial }) =>
    trivial
      .filter(({ what }) => what !== 'F1' && what !== 'accuracy')
      .map((found): Cell[] => [name, found.what, found.value, SIGNS[found.against], found.trivial, found.trivialValue]),
  );
  if (shown.length === 0) return [];
  return [
    text('Mean squared errors of probabilities beside p (1 - p), which a constant p gets where a share p are ones.'),
    table({ header: ['row', 'error', 'published', 'is', 'a constant', 'its error'], rows: shown }),
  ];
}

function klBlocks(rows: readonly RowAudit[]): Block[] {
  const known = rows.filter(({ kl, effectiveBeta }) => kl !== undefined || effectiveBeta !== undefined);
  if (known.length === 0) return [];
  return [
    text(
      'KL divided by its weight, and what it is in nats per row. The effective beta is the weight that KL in nats has against the reconstruction in nats; of a focal loss it only says how the reductions compare.',
    ),
    table({
      header: ['row', 'published', 'weight', 'KL', 'nats per row', 'effective beta', 'loss'],
      rows: known.map(({ name, kl, effectiveBeta }) => [
        name,
        kl?.weighted,
        kl?.weight,
        kl?.raw,
        kl === undefined ? undefined : betaInWords(kl.nats),
        effectiveBeta === undefined ? undefined : betaInWords(effectiveBeta.values),
        effectiveBeta === undefined ? undefined : effectiveBeta.isFocal ? 'focal' : 'in nats',
      ]),
    }),
  ];
}

const missingItems = (rows: readonly RowAudit[]): Item[] =>
  rows.flatMap(({ name, notComputed }) =>
    Object.entries(notComputed).map(([what, why]) => ({ term: name, text: `${what}: ${why}` })),
  );
