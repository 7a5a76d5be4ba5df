import { describe, expect, test } from 'vitest';
import { columnModalities, tellsLabelAlone, trivialLabel, trivialWords } from '../../src/diagnose/told-label.ts';

const columns = { name: 'genes', start: 0, count: 30 };
const kind = { name: 'kind', start: 30, count: 1 };

describe('what is told of a row', () => {
  test('a label is no column', () => {
    expect(columnModalities({ modalities: [columns, kind], label: { name: 'kind', task: 'binary' } })).toEqual([
      columns,
    ]);
    expect(columnModalities({ modalities: [columns] })).toEqual([columns]);
  });

  test('a head without a decoder tells the label alone', () => {
    const label = { name: 'kind', task: 'binary' } as const;
    expect(tellsLabelAlone({ modalities: [kind], label })).toBe(true);
    expect(tellsLabelAlone({ modalities: [columns, kind], label })).toBe(false);
    expect(tellsLabelAlone({ modalities: [columns] })).toBe(false);
  });

  test('the trivial model is named after what is told', () => {
    expect(trivialWords({ modalities: [columns] })).toBe('the column means');
    expect(trivialWords({ modalities: [kind], label: { name: 'kind', task: 'multi-class' } })).toBe(
      'the shares of the classes',
    );
    expect(trivialLabel({ name: 'kind', task: 'regression' })).toBe('mean of the label');
  });
});
