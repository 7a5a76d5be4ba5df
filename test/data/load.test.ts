import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { readRows } from '../../src/data/dataset.ts';
import { describeDataset } from '../../src/data/describe.ts';
import { makeSplit, splitOptions } from '../../src/data/split.ts';
import { writeNpy } from '../../src/tensor/npy.ts';
import { writeNpyTexts } from '../../src/tensor/npy-texts.ts';
import { npzPieces } from '../../src/tensor/write-npz.ts';
import { sharedData } from '../shared-data.ts';
import { load, loadText, numbersOf, refusal } from './load-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-load-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes);
  return name;
};

// Counts and means are those of the data sets' own descriptions, recomputed with NumPy 2.4.6.
test('a .npz names its columns, each differently', async () => {
  const named = (columns: string[]) => {
    const members = { data: writeNpy([1, 2], Uint8Array.of(1, 2)), columns: writeNpyTexts(columns, 'columns') };
    return put('named.npz', Buffer.concat([...npzPieces(members)]));
  };
  expect((await load({ source: named(['a', 'b']), modalities: { x: 'b', y: 'a' } }, folder)).columns).toEqual([
    'b',
    'a',
  ]);
  expect((await load({ source: named(['a', 'b', 'c']) }, folder)).columns).toEqual(['column0', 'column1']);
  expect(await refusal(load({ source: named(['a', 'a']) }, folder))).toEqual([
    'named.npz/columns: names two columns alike. Give every column its own name.',
    3,
  ]);
});

describe('real files', () => {
  const wdbc = sharedData('wdbc/wdbc.data');
  test.skipIf(wdbc === undefined)('WDBC: 569 rows of 30 reals, 357 B and 212 M, with ids', async () => {
    const dataset = await load({ source: wdbc, idColumn: 0, label: 1 });
    expect([dataset.rowCount, dataset.featureCount, dataset.values.kind]).toEqual([569, 30, 'float32']);
    expect(dataset.labels?.classes).toEqual(['B', 'M']);
    expect(dataset.labels?.values.filter((value) => value === 1).length).toBe(212);
    expect(dataset.rowIds?.[0]).toBe('842302');
    const numbers = numbersOf(dataset);
    const radius = Array.from({ length: 569 }, (_, row) => numbers[row * 30]!);
    expect(radius.reduce((sum, value) => sum + value) / 569).toBeCloseTo(14.12729, 4);
    expect(Math.max(...radius)).toBeCloseTo(28.11, 5);
  });

  test.skipIf(wdbc === undefined)('WDBC without roles is refused at its first letter', async () => {
    expect(await refusal(load({ source: wdbc }))).toEqual([
      'wdbc.data line 1, column "column1": "M" is not a number. If the column is no feature, name it as label or idColumn, or under columns.exclude.',
      3,
    ]);
  });

  const digits = sharedData('digits/optdigits.tes');
  test.skipIf(digits === undefined)('digits: 1797 rows although the file ends with an empty line', async () => {
    const dataset = await load({ source: digits, label: -1 });
    expect([dataset.rowCount, dataset.featureCount]).toEqual([1797, 64]);
    const counts = new Array(10).fill(0);
    for (const value of dataset.labels!.values) counts[value]++;
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  const k562 = sharedData('epigenome/k562_flat_301.csv');
  test.skipIf(k562 === undefined)('K562: modalities in the order asked for, and the label may be one', async () => {
    const dataset = await load({
      source: k562,
      label: 'expression',
      modalities: { expression: ['expression'], k27ac: 'H3K27ac_*', k27me3: '0..99' },
    });
    expect(dataset.modalities).toEqual([
      { name: 'expression', start: 0, count: 1 },
      { name: 'k27ac', start: 1, count: 100 },
      { name: 'k27me3', start: 101, count: 100 },
    ]);
    expect([dataset.rowCount, dataset.values.kind, dataset.columns[101]]).toEqual([1902, 'bits', 'H3K27me3_00']);
    expect(dataset.notices).toEqual([
      '100 columns are in no modality and were left out: H3K4me3_00, H3K4me3_01, H3K4me3_02, H3K4me3_03, H3K4me3_04, ....',
    ]);
    const numbers = numbersOf(dataset);
    const mean = (start: number, count: number): number => {
      let sum = 0;
      for (let row = 0; row < 1902; row++) for (let j = start; j < start + count; j++) sum += numbers[row * 201 + j]!;
      return sum / (1902 * count);
    };
    expect(mean(0, 1)).toBeCloseTo(440 / 1902, 10);
    expect(mean(1, 100)).toBeCloseTo(0.11001, 5);
    expect(mean(101, 100)).toBeCloseTo(0.03391, 5);
  });

  const marks = sharedData('epigenome/k562_chr11_tss_marks.npy');
  test.skipIf(marks === undefined)('K562 marks: labels and ids come from the table beside the array', async () => {
    const labels = sharedData('epigenome/k562_chr11_tss_expression.csv');
    const dataset = await load({ source: { npy: marks, labels }, label: 'expression', idColumn: 'gene' });
    expect([dataset.rowCount, dataset.rowShape, dataset.values.kind]).toEqual([1902, [100, 8, 1], 'bits']);
    expect(dataset.labels?.values.reduce((sum, value) => sum + value)).toBe(440);
    expect(dataset.rowIds?.length).toBe(1902);
    const ones = numbersOf(dataset).reduce((sum, value) => sum + value);
    expect(1 - ones / (1902 * 800)).toBeCloseTo(0.90457, 5);
  });

  const mnist = sharedData('mnist/t10k-images-idx3-ubyte.gz');
  test.skipIf(mnist === undefined)('MNIST: 60000 train and 10000 test rows, as given', async () => {
    const [idx, labels, testLabels] = ['train-images-idx3', 'train-labels-idx1', 't10k-labels-idx1'].map((name) =>
      sharedData(`mnist/${name}-ubyte.gz`),
    );
    const dataset = await load({ source: { idx, labels, testIdx: mnist, testLabels }, split: { by: 'given' } });
    expect([dataset.rowCount, dataset.rowShape, dataset.values.kind]).toEqual([70000, [28, 28, 1], 'bytes']);
    const split = makeSplit(dataset, splitOptions.parse({ by: 'given', validation: 0 }), new RandomStreams(42));
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([60000, 0, 10000]);
    const sevens = (rows: Int32Array) => rows.filter((row) => dataset.labels!.values[row] === 7).length;
    expect([sevens(split.train), sevens(split.test)]).toEqual([6265, 1028]);
    let sum = 0;
    for (const value of readRows(dataset, split.train)) sum += value;
    expect(sum / (60000 * 784)).toBeCloseTo(0.13066, 5);
  });

  const blood = sharedData('cells_blood/bccd_crops_64.npz');
  test.skipIf(blood === undefined)('blood cells: colour images split by the column their source gives', async () => {
    const labels = sharedData('cells_blood/bccd_crops_64.csv');
    const data = {
      source: { npz: blood, member: 'images', labels },
      label: 'class',
      split: { by: 'column', column: 'split' },
    };
    const dataset = await load(data);
    expect([dataset.rowCount, dataset.rowShape, dataset.columns[4]]).toEqual([1933, [64, 64, 3], 'y0_x1_c1']);
    const split = makeSplit(dataset, splitOptions.parse(data.split), new RandomStreams(42));
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([1101, 449, 383]);
  });
});

describe('arrays', () => {
  test('a member of the .npz may hold the labels', async () => {
    const source = put(
      'both.npz',
      zipSync({
        'x.npy': writeNpy([2, 2], new Float32Array([1, 2, 3, 4])),
        'y.npy': writeNpy([2], new Uint8Array([7, 3])),
      }),
    );
    const dataset = await load({ source: { npz: source, labels: 'y' } }, folder);
    expect([numbersOf(dataset), dataset.labels?.classes, Array.from(dataset.labels!.values)]).toEqual([
      [1, 2, 3, 4],
      ['3', '7'],
      [1, 0],
    ]);
  });

  test('bytes of images are intensities, bytes of tables are counts', async () => {
    const bytes = new Uint8Array([0, 51, 255, 102]);
    const images = await load({ source: put('i.npy', writeNpy([1, 2, 2], bytes)) }, folder);
    expect(numbersOf(images)).toEqual([0, 0.2, 1, 0.4].map(Math.fround));
    expect(numbersOf(await load({ source: put('t.npy', writeNpy([1, 4], bytes)) }, folder))).toEqual([0, 51, 255, 102]);
  });

  test('a label may be a column of the array', async () => {
    const source = put('l.npy', writeNpy([2, 3], new Float32Array([1, 2, 9, 3, 4, 8])));
    const dataset = await load({ source, label: -1 }, folder);
    expect([numbersOf(dataset), dataset.labels?.classes]).toEqual([
      [1, 2, 3, 4],
      ['8', '9'],
    ]);
  });

  test('labels of another length, and arrays of one axis, are refused', async () => {
    put('x.npy', writeNpy([2, 2], new Float32Array(4).fill(3)));
    put('y.npy', writeNpy([3], new Uint8Array(3)));
    expect(await refusal(load({ source: { npy: 'x.npy', labels: 'y.npy' } }, folder))).toEqual([
      'x.npy: has 2 rows, but label has 3. Expected one label for each row.',
      3,
    ]);
    expect(await refusal(load({ source: 'y.npy' }, folder))).toEqual([
      'y.npy: has shape [3]. Expected [rows, columns], [rows, height, width] or [rows, height, width, channels].',
      3,
    ]);
  });

  test('a .npz with several tables asks which', async () => {
    const array = writeNpy([1, 2], new Float32Array([1, 2]));
    const source = put('two.npz', zipSync({ 'a.npy': array, 'b.npy': array }));
    expect(await refusal(load({ source }, folder))).toEqual([
      'two.npz: has 2 members with rows and columns. Expected one of: a [1, 2], b [1, 2]. Name one: source: {npz: FILE, member: NAME}.',
      3,
    ]);
  });

  test('an IDX file that is none, or is cut short, is refused', async () => {
    const header = Buffer.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]);
    put('good.idx', Buffer.concat([header, Buffer.from([1, 2, 3, 4, 5, 6])]));
    expect(numbersOf(await load({ source: 'good.idx' }, folder))).toEqual([1, 2, 3, 4, 5, 6]);
    put('short.idx', Buffer.concat([header, Buffer.from([1, 2])]));
    expect((await refusal(load({ source: 'short.idx' }, folder)))[0]).toBe(
      'short.idx: declares [2, 3] u1, which takes 6 bytes, but only 2 follow. The file may be cut short.',
    );
    put('none.idx', 'a,b,c,d');
    expect((await refusal(load({ source: 'none.idx' }, folder)))[0]).toBe(
      'none.idx: is not an IDX file. Expected two zero bytes, a type and a number of axes at its start.',
    );
  });
});

describe('missing values', () => {
  const text = 'a,b,c\n1,2,3\nNA,5,6\n7,8,9\n';
  test('rows are dropped, counted, and still found in the file', async () => {
    const dataset = await loadText(text, { missing: 'drop-rows' });
    expect(numbersOf(dataset)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(Array.from(dataset.fileRows!)).toEqual([0, 2]);
    expect(dataset.notices).toEqual(['1 of 3 rows have missing values and were left out.']);
  });

  test('columns are dropped and counted', async () => {
    const dataset = await loadText(text, { missing: 'drop-columns', modalities: { x: ['a', 'b'], y: ['c'] } });
    expect(numbersOf(dataset)).toEqual([2, 3, 5, 6, 8, 9]);
    expect(dataset.modalities).toEqual([
      { name: 'x', start: 0, count: 1 },
      { name: 'y', start: 1, count: 1 },
    ]);
    expect(dataset.notices).toEqual(['1 of 3 columns have missing values and were left out.']);
  });

  test('nothing left is refused', async () => {
    expect(await refusal(loadText('a\nNA\nNA\n', { missing: 'drop-rows', header: true }))).toEqual([
      'genes.csv: every one of its 2 rows has a missing value, so none would be left. Set missing: drop-columns.',
      3,
    ]);
    expect(await refusal(loadText(text, { missing: 'drop-columns', modalities: { x: ['a'], y: ['c'] } }))).toEqual([
      'genes.csv: every column of the modality "x" has a missing value.',
      3,
    ]);
  });

  test('NaN and infinity in an array are refused with row and column', async () => {
    put('nan.npy', writeNpy([2, 2], new Float32Array([1, 2, 3, Number.NaN])));
    put('inf.npy', writeNpy([2, 2], new Float64Array([1, 1e300, 3, 4])));
    expect((await refusal(load({ source: 'nan.npy' }, folder)))[0]).toBe(
      'nan.npy row 2, column "column1": the value is missing. Set missing: drop-rows or missing: drop-columns to go on without it.',
    );
    expect((await refusal(load({ source: 'inf.npy', missing: 'drop-rows' }, folder)))[0]).toBe(
      'inf.npy row 1, column "column1": the value is not a finite number in 32 bits.',
    );
  });

  test('a missing label is no class', async () => {
    const dataset = await loadText('x,y\n1,b\n2,NA\n3,a\n', { label: 'y' });
    expect([dataset.labels?.classes, Array.from(dataset.labels!.values)]).toEqual([
      ['a', 'b'],
      [1, -1, 0],
    ]);
  });
});

test('a label with nearly as many values as rows is told', async () => {
  const text = Array.from({ length: 60 }, (_, i) => `${i % 7},${i + 0.5}`).join('\n');
  expect((await loadText(text, { label: 1 })).notices).toEqual([
    'The label "column1" has 60 values in 60 rows; it looks like a measurement or an id.',
  ]);
});

test('names that JavaScript gives a meaning are plain names here', async () => {
  const modalities = JSON.parse('{"constructor": ["__proto__"], "toString": ["b"]}');
  const dataset = await loadText('__proto__,b,y\n1,2,__proto__\n3,4,constructor\n', { label: 'y', modalities });
  expect(dataset.modalities.map(({ name }) => name)).toEqual(['constructor', 'toString']);
  expect([dataset.columns, dataset.labels?.classes]).toEqual([
    ['__proto__', 'b'],
    ['__proto__', 'constructor'],
  ]);
  expect(Object.keys(describeDataset(dataset).labels!.counts)).toEqual(['__proto__', 'constructor']);
});

describe('finding the file', () => {
  test('a file that is not there names where it was looked for', async () => {
    expect(await refusal(load({ source: 'none.csv' }, folder))).toEqual([
      `config.data.source: "none.csv" was not found. Looked in ${folder}; ELBO_DATA names the folder of data.`,
      3,
    ]);
    expect((await refusal(load({ source: 'x.xlsx' }, folder)))[0]).toBe(
      'config.data.source: "x.xlsx" has an ending that is not known. Expected one of: .csv, .tsv, .txt, .data, .parquet, .jsonl, .ndjson, .npy, .npz, .h5ad, .h5, .mtx, -ubyte, .idx, .gz after a text, .jsonl, .mtx or IDX ending.',
    );
  });

  test('a split by column without its column is refused', async () => {
    expect(await refusal(loadText('a,b\n1,2\n', { split: { by: 'column' } }))).toEqual([
      'config.data.split.column: is missing, and the split is by column. Expected the column that names the part of each row.',
      2,
    ]);
  });

  test('an unknown key of the data section is answered with the near one', async () => {
    expect(await refusal(loadText('a\n1\n', { labl: 'a' }))).toEqual([
      'config.data.labl: "labl" is not a key here. Expected one of: source, label, missingLabels, classes, idColumn, columns, modalities, split, balance, standardize, missing, badLines, header, delimiter, decimal, encoding. Did you mean "label"?',
      2,
    ]);
  });
});
