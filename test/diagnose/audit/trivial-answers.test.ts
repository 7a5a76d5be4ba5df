import { describe, expect, test } from 'vitest';
import { auditMatrix } from '../../../src/diagnose/audit/implied-matrix.ts';
import { published } from '../../../src/diagnose/audit/published.ts';
import { constantOutput, trivialLabelAnswers } from '../../../src/diagnose/audit/trivial-answers.ts';
import { row } from './rows.ts';

const answers = (...[texts, rest]: Parameters<typeof row>) => {
  const given = row(texts, rest);
  return trivialLabelAnswers(given, auditMatrix(given).implied!);
};
const of = (what: string, ...given: Parameters<typeof row>) =>
  answers(...given).find((answer) => answer.what === what)!;

const GAMMA_1 = { accuracy: '0.6769', precision: '0.6840', recall: '0.6435', f1: '0.6631' };

test('an F1 within one standard error of answering 1 everywhere is a tie, on as many rows as there are', () => {
  const tied = of('F1', GAMMA_1);
  expect(tied).toMatchObject({ against: 'ties', value: 0.6631, trivial: '1 everywhere' });
  expect(tied.trivialValue).toBeCloseTo(0.6615, 4);
  expect(of('F1', GAMMA_1, { testRows: 1_000_000 }).against).toBe('beats');
  expect(of('F1', { accuracy: '0.6401', precision: '0.6841', recall: '0.5354' }).against).toBe('loses');
});

test('an accuracy is compared with the majority', () => {
  expect(of('accuracy', GAMMA_1)).toMatchObject({ against: 'beats', trivial: 'the majority' });
  expect(of('accuracy', { accuracy: '0.60', precision: '0.40', recall: '0.30' }).against).toBe('loses');
});

test('the squared error of a label is compared with that of the prevalence', () => {
  expect(of('label MSE', { ...GAMMA_1, brier: '0.2125' })).toMatchObject({ against: 'beats' });
  expect(of('label MSE', { ...GAMMA_1, brier: '0.2610' })).toMatchObject({ against: 'loses' });
  expect(of('label MSE', { ...GAMMA_1, brier: '0.2500' })).toMatchObject({ against: 'ties' });
  expect(answers(GAMMA_1).map(({ what }) => what)).toEqual(['accuracy', 'F1']);
});

describe('the squared error of outputs is compared with a constant at their rate', () => {
  const outputMse = published('0.0671')!;

  test('that is published', () => {
    const found = constantOutput('DNAm', { outputMse, rate: published('0.0337')! }, false)!;
    expect(found).toMatchObject({ what: 'DNAm output MSE', modality: 'DNAm', against: 'loses' });
    expect(found.trivialValue).toBeCloseTo(0.0337 * 0.9663, 12);
    expect(constantOutput('DNAm', { outputMse, rate: published('0.2')! }, false)!.against).toBe('beats');
  });

  // sqrt(mean(c^2)) / n bounds the rate from above, mean(c^2) / n^2 from below: 0.0164 to 0.128 here.
  test.each([
    ['0.0066', 'beats', 0.0164 * (1 - 0.0164)],
    ['0.0186', 'unknown', 0.0164 * (1 - 0.0164)],
    ['0.2000', 'loses', 0.12815 * (1 - 0.12815)],
  ])('or bounded by the count error of answering 0: %s %s', (text, against, trivialValue) => {
    const given = { outputMse: published(text)!, countMse: published('262771.3624')!, columnCount: 4000 };
    const found = constantOutput('K9', given, true)!;
    expect(found.against).toBe(against);
    expect(found.trivialValue).toBeCloseTo(trivialValue, 4);
    expect(constantOutput('K9', given, false)).toBeUndefined();
  });

  test('and with nothing where nothing is published', () => {
    expect(constantOutput('K9', { outputMse }, true)).toBeUndefined();
    expect(constantOutput('K9', { rate: outputMse }, true)).toBeUndefined();
  });
});
