import { expect, test } from 'vitest';
import { datasetRows } from '../../../src/data/convert/dataset-rows.ts';
import { writeNpy } from '../../../src/tensor/npy.ts';
import { load, loadText } from '../load-text.ts';
import { numbersOf, written } from './written.ts';

const TABLE = 'id,part,k9_0,b,y\nr1,train,0,0,no\nr2,test,1,0,yes\nr3,test,1,1,\n';

test('labels, ids and parts become texts; a name begins with its modality where there are several', async () => {
  const dataset = await loadText(TABLE, {
    idColumn: 'id',
    label: 'y',
    modalities: { k9: 'k9_0', k27: 'b' },
    split: { by: 'column', column: 'part' },
  });
  const table = datasetRows(dataset, false);
  expect(table).toMatchObject({ rowCount: 3, columns: ['k9_0', 'k27_b'], rowShape: [2], kind: 'bytes' });
  expect(table.texts).toEqual([
    { name: 'id', texts: ['r1', 'r2', 'r3'] },
    { name: 'y', texts: ['no', 'yes', ''] },
    { name: 'part', texts: ['train', 'test', 'test'] },
  ]);
  expect(numbersOf(table)).toEqual([0, 0, 1, 0, 1, 1]);
});

test('a label that is a modality is written once', async () => {
  const dataset = await loadText('a,y\n0,1\n1,0\n', { label: 'y', modalities: { marks: 'a', y: 'y' } });
  const table = datasetRows(dataset, false);
  expect([table.columns, table.texts]).toEqual([['marks_a', 'y'], []]);
});

test('bytes of images stay bytes in an array, and are intensities in a table', async () => {
  const file = written('x.npy', writeNpy([2, 2, 2], Uint8Array.of(0, 51, 255, 102, 1, 2, 3, 4)));
  const dataset = await load({ source: file });
  const array = datasetRows(dataset, true);
  expect([array.kind, array.rowShape, numbersOf(array)]).toEqual(['bytes', [2, 2, 1], [0, 51, 255, 102, 1, 2, 3, 4]]);
  const table = datasetRows(dataset, false);
  expect([table.kind, table.rowShape]).toEqual(['float32', [4]]);
  expect(numbersOf(table)[1]).toBeCloseTo(0.2, 7);
});
