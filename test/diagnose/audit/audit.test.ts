import { describe, expect, test } from 'vitest';
import { auditRows } from '../../../src/diagnose/audit/audit.ts';
import { readPublished } from '../../../src/lab/audit-table.ts';
import { countMse, row } from './rows.ts';

const published = await readPublished('examples/audit/epigenome-vae.csv');
const example = auditRows(published);
const { rows, testSets } = example;

describe('the notebook with nineteen rows', () => {
  test('has four test sets', () => {
    expect(testSets.map((set) => set.rows)).toEqual([
      ['extra dense d150', 'imbalanced again', 'alpha .75', 'alpha .25', 'alpha .9'],
      ['balanced d150', 'batch norm and dropout', 'd300', 'd400', 'd500'],
      ['d300 hourglass', 'gamma 2.5', 'gamma 1.5', 'gamma 1', 'ReduceLR', 'no batch norm or dropout', '+1536'],
      ['KL 1e-4', 'KL 1e-2'],
    ]);
    expect(example.undecided).toEqual([]);
    const middles = testSets.map(({ prevalence }) => (prevalence!.low + prevalence!.high) / 2);
    expect(middles.map((share) => share.toFixed(3))).toEqual(['0.373', '0.506', '0.494', '0.502']);
  });

  test('has one row that cannot be right', () => {
    expect(rows.filter(({ contradictions }) => contradictions.length > 0).map(({ name }) => name)).toEqual([
      'imbalanced again',
    ]);
    expect(testSets.map(({ misfits }) => misfits)).toEqual([['imbalanced again'], [], [], []]);
    expect(rows.find(({ name }) => name === 'imbalanced again')!.contradictions).toEqual([
      'No counts of whole rows among 11,756 give accuracy 0.7345, precision 0.6914 and recall 0.536.',
      'It does not fit the 4 other rows whose count errors (K9, K27) are the same in every digit: its accuracy 0.7345, precision 0.6914 and recall 0.536 make a prevalence of 0.3775, theirs 0.3731. Precision, recall and F1 fit each other; with that prevalence they make an accuracy of 0.7376.',
    ]);
  });

  test('has a best row within each test set, and none across', () => {
    expect(testSets.map(({ best }) => [best!.row, best!.tiedWith])).toEqual([
      ['alpha .75', []],
      ['d500', []],
      ['+1536', ['ReduceLR', 'gamma 1']],
      ['KL 1e-4', []],
    ]);
    expect(Object.keys(example)).toEqual(['rows', 'testSets', 'undecided', 'findings']);
    const found = example.findings.find(({ id }) => id === 'comparability')!;
    expect(found.verdict).toBe('problem');
    expect(found.title).toContain('no row is best of all');
  });

  test('has the same sets, misfit and best rows where the test rows are not known', () => {
    const bare = auditRows(published.map(({ testRows: _, ...row }) => row));
    const told = ({ testSets: sets }: typeof bare) =>
      sets.map(({ rows: names, misfits, best }) => [names, misfits, best]);
    expect(told(bare)).toEqual(told(example));
  });

  test('has DNAm and K27 outputs worse than a constant, K9 better', () => {
    const standings = (name: string) =>
      rows.flatMap(({ trivial }) => trivial.filter(({ modality }) => modality === name).map(({ against }) => against));
    expect(standings('DNAm')).toEqual(['loses', 'loses', 'loses', 'loses']);
    expect(standings('K27').filter((against) => against !== 'unknown')).toEqual(['loses', 'loses', 'loses', 'loses']);
    expect(standings('K9')).toEqual(['beats', 'beats', 'beats', 'beats', 'beats', 'beats', 'beats', 'unknown']);
  });

  test('has four balanced rows whose F1 beats answering 1 everywhere, and two that tie', () => {
    const balanced = rows.filter(({ testSet }) => testSet !== 1);
    const named = (wanted: string) =>
      balanced
        .filter(({ trivial }) => trivial.find(({ what }) => what === 'F1')!.against === wanted)
        .map(({ name }) => name);
    expect(balanced).toHaveLength(14);
    expect(named('beats')).toEqual(['gamma 1.5', 'no batch norm or dropout', '+1536', 'KL 1e-4']);
    expect(named('ties')).toEqual(['d300 hourglass', 'gamma 1']);
  });

  test('has a KL that falls as its weight rises', () => {
    const raw = (name: string): number => rows.find((found) => found.name === name)!.kl!.raw;
    expect(raw('KL 1e-4')).toBeCloseTo(5.05, 2);
    expect(raw('alpha .75')).toBeCloseTo(1.23, 2);
    expect(raw('KL 1e-2')).toBeCloseTo(0.265, 3);
  });

  test('has effective betas of 0.04 and 0.004, and of 0.4 or 120 where the reduction is not published', () => {
    const values = (name: string) => Object.values(rows.find((found) => found.name === name)!.effectiveBeta!.values);
    expect(values('alpha .75')[0]).toBeCloseTo(0.04, 4);
    expect(values('KL 1e-4')[0]).toBeCloseTo(0.004, 5);
    expect(values('KL 1e-2').map((value) => Math.round(value * 10) / 10)).toEqual([0.4, 120]);
  });

  /** Computed apart from this program from the same printed numbers. */
  test('has the MCC and prevalence that were computed by hand', () => {
    const expected: Record<string, readonly [number, number]> = {
      'extra dense d150': [0.373, 0.362],
      'balanced d150': [0.506, 0.289],
      'batch norm and dropout': [0.506, 0.188],
      d300: [0.505, 0.261],
      d400: [0.506, 0.327],
      d500: [0.506, 0.341],
      'd300 hourglass': [0.494, 0.311],
      'gamma 2.5': [0.494, 0.31],
      'gamma 1.5': [0.494, 0.33],
      'gamma 1': [0.494, 0.354],
      ReduceLR: [0.494, 0.358],
      'no batch norm or dropout': [0.494, 0.317],
      '+1536': [0.494, 0.362],
      'imbalanced again': [0.378, 0.416],
      'alpha .75': [0.373, 0.396],
      'alpha .25': [0.373, 0.359],
      'alpha .9': [0.373, 0.386],
      'KL 1e-4': [0.502, 0.475],
      'KL 1e-2': [0.502, 0.076],
    };
    for (const { name, implied } of rows) {
      expect(Math.abs(implied!.prevalence.value - expected[name]![0])).toBeLessThan(0.00055);
      expect(Math.abs(implied!.mcc!.value - expected[name]![1])).toBeLessThan(0.00055);
    }
  });

  test('keeps the texts of columns that mean nothing to it', () => {
    expect(rows[0]!.texts).toEqual({ data: 'unbalanced' });
  });
});

test('without count errors the row that does not fit is a test set of its own', () => {
  const bare = auditRows([
    row({ accuracy: '0.7345', precision: '0.6914', recall: '0.5360' }, { name: 'again' }),
    row({ accuracy: '0.7277', precision: '0.6778', recall: '0.5150' }, { name: 'alpha' }),
  ]);
  expect(bare.testSets.map((set) => set.rows)).toEqual([['again'], ['alpha']]);
});

test('two rows of one fingerprint that disagree are both left out, even where only a prevalence is published', () => {
  const { rows: audits, testSets: sets } = auditRows([
    row({ prevalence: '0.30' }, { name: 'a', modalities: { k9: countMse('1234.5678') } }),
    row({ prevalence: '0.40' }, { name: 'b', modalities: { k9: countMse('1234.5678') } }),
  ]);
  expect(audits[0]!.contradictions).toEqual([
    'The rows whose count errors (k9) are the same in every digit do not agree on a prevalence: its prevalence is given as 0.3000.',
  ]);
  expect(sets[0]!.best).toBeUndefined();
  expect(audits[0]!.notComputed).toEqual({
    'prevalence and MCC':
      'accuracy, precision and recall, or three others of them with F1 and prevalence, are not all known',
  });
});

test('an empty table of rows has no findings', () => {
  expect(auditRows([row({})])).toMatchObject({ testSets: [], undecided: ['a row'], findings: [] });
});
