import { describe, expect, test } from 'vitest';
import { auditMatrix } from '../../../src/diagnose/audit/implied-matrix.ts';
import { row } from './rows.ts';

test('accuracy, precision and recall imply prevalence and MCC, each within what rounding leaves', () => {
  const { implied, contradictions } = auditMatrix(
    row({ accuracy: '0.7280', precision: '0.8150', recall: '0.5926', f1: '0.6862' }),
  );
  expect(contradictions).toEqual([]);
  expect(implied!.prevalence.value).toBeCloseTo(0.50192, 5);
  expect(implied!.prevalence.low).toBeCloseTo(0.50175, 5);
  expect(implied!.prevalence.high).toBeCloseTo(0.50209, 5);
  expect(implied!.mcc!.value).toBeCloseTo(0.4747, 4);
  expect(implied!.balancedAccuracy.value).toBeCloseTo(0.729, 3);
  expect(implied!.from).toEqual(['accuracy', 'precision', 'recall']);
});

test('fewer digits leave wider intervals', () => {
  const width = (texts: Parameters<typeof row>[0]): number => {
    const { low, high } = auditMatrix(row(texts)).implied!.prevalence;
    return high - low;
  };
  const fine = width({ accuracy: '0.7280', precision: '0.8150', recall: '0.5926' });
  const coarse = width({ accuracy: '0.73', precision: '0.81', recall: '0.59' });
  expect(coarse / fine).toBeGreaterThan(50);
});

test('where recall is not published F1 stands for it', () => {
  const { implied } = auditMatrix(row({ accuracy: '0.7280', precision: '0.8150', f1: '0.6862' }));
  expect(implied!.from).toEqual(['accuracy', 'precision', 'f1']);
  expect(implied!.mcc!.value).toBeCloseTo(0.4747, 3);
});

test('too few shares imply nothing, and that is said', () => {
  const { implied, notImpliedBecause } = auditMatrix(row({ accuracy: '0.7280', f1: '0.6862' }));
  expect(implied).toBeUndefined();
  expect(notImpliedBecause).toBe(
    'accuracy, precision and recall, or three others of them with F1 and prevalence, are not all known',
  );
  expect(auditMatrix(row({ accuracy: '0.7', precision: '0.0', recall: '0.0' })).notImpliedBecause).toBe(
    'a share of 0 leaves the rest open',
  );
  expect(auditMatrix(row({ accuracy: '1.0', precision: '0.5', recall: '0.5' })).notImpliedBecause).toBe(
    'its numbers leave one label alone',
  );
});

describe('what cannot be true is said', () => {
  test.each([
    [
      'an F1 that precision and recall do not make',
      { f1: '0.70', precision: '0.60', recall: '0.60' },
      {},
      'F1 is given as 0.7, but precision 0.6 and recall 0.6 make 0.6.',
    ],
    [
      'shares without a matrix',
      { accuracy: '0.20', precision: '0.90', recall: '0.90' },
      {},
      'No confusion matrix has accuracy 0.2, precision 0.9 and recall 0.9.',
    ],
    [
      'another prevalence',
      { accuracy: '0.7280', precision: '0.8150', recall: '0.5926', prevalence: '0.400' },
      {},
      'Prevalence is given as 0.4, but accuracy 0.728, precision 0.815 and recall 0.5926 make 0.5019.',
    ],
    [
      'another MCC',
      { accuracy: '0.7280', precision: '0.8150', recall: '0.5926', mcc: '0.52' },
      {},
      'MCC is given as 0.52, but accuracy 0.728, precision 0.815 and recall 0.5926 make 0.4747.',
    ],
    [
      'an F1 beside accuracy, prevalence and recall',
      { accuracy: '0.7280', prevalence: '0.5019', recall: '0.5926', f1: '0.80' },
      {},
      'F1 is given as 0.8, but accuracy 0.728, prevalence 0.5019 and recall 0.5926 make 0.6862.',
    ],
    [
      'shares that no whole counts give',
      { accuracy: '0.7280', precision: '0.8150', recall: '0.5926' },
      { testRows: 100 },
      'No counts of whole rows among 100 give accuracy 0.728, precision 0.815 and recall 0.5926.',
    ],
  ] as const)('%s', (_, texts, rest, sentence) => {
    expect(auditMatrix(row(texts, rest)).contradictions).toEqual([sentence]);
  });

  test('F1 and shares that both are wrong are both named', () => {
    const { contradictions } = auditMatrix(row({ accuracy: '0.20', precision: '0.90', recall: '0.90', f1: '0.5' }));
    expect(contradictions).toHaveLength(2);
  });
});
