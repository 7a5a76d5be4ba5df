import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ElboError } from '../../../src/base/errors.ts';
import { sharedData } from '../../shared-data.ts';
import { loadText, numbersOf, refusal } from '../load-text.ts';

const plain = 'a,b\n1,2.5\n-3,4e2\n';
const expected = { columns: ['a', 'b'], numbers: [1, 2.5, -3, 400] };
async function read(content: string | Uint8Array, data: object = {}, name = 'genes.csv') {
  const dataset = await loadText(content, data, name);
  return { columns: dataset.columns, numbers: numbersOf(dataset) };
}
const utf16 = (text: string, mark: boolean): Buffer => Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');

describe('accepted', () => {
  test('line ends, marks, encodings and gzip make no difference', async () => {
    expect(await read(plain)).toEqual(expected);
    expect(await read(plain.trimEnd())).toEqual(expected);
    expect(await read(plain.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(await read(plain.replaceAll('\n', '\r'))).toEqual(expected);
    expect(await read(`\ufeff${plain}`)).toEqual(expected);
    expect(await read(utf16(plain, true))).toEqual(expected);
    expect(await read(utf16(plain, true).swap16())).toEqual(expected);
    expect(await read(utf16(plain, false), { encoding: 'utf-16' })).toEqual(expected);
    expect(await read(gzipSync(plain), {}, 'genes.csv.gz')).toEqual(expected);
    expect(await read(`${plain}\n\n`)).toEqual(expected);
  });

  test('tabs, semicolons, bars and a named delimiter separate values', async () => {
    for (const delimiter of ['\t', ';', '|']) expect(await read(plain.replaceAll(',', delimiter))).toEqual(expected);
    expect(await read(plain.replaceAll(',', ' '), { delimiter: ' ' })).toEqual(expected);
  });

  test('quoted fields hold delimiters, quotes and line breaks', async () => {
    const dataset = await loadText('id,"a ""x"", y",b\n"one\ntwo",1,2\n"three, four",3,4\n', { idColumn: 'id' });
    expect(dataset.columns).toEqual(['a "x", y', 'b']);
    expect(dataset.rowIds).toEqual(['one\ntwo', 'three, four']);
    expect(numbersOf(dataset)).toEqual([1, 2, 3, 4]);
  });

  test('quoted numbers, blanks, plus signs and truth values are numbers', async () => {
    expect((await read('a,b,c\n"1.5", 2,+3\ntrue,False, 0.5 \n')).numbers).toEqual([1.5, 2, 3, 1, 0, 0.5]);
  });

  test('Latin-1 names are read when the config says so', async () => {
    const bytes = Buffer.from('größe,b\n1,2\n', 'latin1');
    expect((await read(bytes, { encoding: 'latin-1' })).columns).toEqual(['größe', 'b']);
    expect(await refusal(loadText(bytes))).toEqual([
      'genes.csv line 1, field 1: holds bytes that are not UTF-8. If the file is Latin-1, set encoding: latin-1.',
      3,
    ]);
  });

  test('decimal commas are read when the config says so', async () => {
    expect((await read('a;b\n0,35;2\n1;-2,5\n', { decimal: ',' })).numbers).toEqual([Math.fround(0.35), 2, 1, -2.5]);
    expect(await refusal(loadText('a;b\n0,35;2\n'))).toEqual([
      'genes.csv line 2, column "a": "0,35" is not a number. It looks like a decimal comma: set decimal: ",".',
      3,
    ]);
  });

  test('a file without a header names its columns by position', async () => {
    expect((await read('1,2\n3,4\n')).columns).toEqual(['column0', 'column1']);
    expect((await read('0,1,2\n5,6,7\n')).columns).toEqual(['0', '1', '2']);
    expect((await read('0,1,2\n5,6,7\n', { header: false })).numbers).toEqual([0, 1, 2, 5, 6, 7]);
    expect((await read('1,2\n3,4\n', { header: true })).columns).toEqual(['1', '2']);
  });

  test('a file without a header takes the names that the config lists; one with a header keeps its own', async () => {
    const header = ['height', 'weight'];
    expect((await read('1,2\n3,4\n', { header })).columns).toEqual(header);
    expect((await read('weight,height\n1,2\n3,4\n', { header })).columns).toEqual(['weight', 'height']);
    expect(await refusal(loadText('1,2,3\n4,5,6\n', { header }))).toEqual([
      'config.data.header: names 2 columns, and the first line of genes.csv has 3. Expected a name for every column of the file, the label and the row id too.',
      2,
    ]);
    expect(await refusal(loadText('1,2\n3,4\n', { header: ['a', 'a'] }))).toEqual([
      'config.data.header: names two columns "a".',
      2,
    ]);
  });

  test('a column without a name gets one and a notice', async () => {
    const dataset = await loadText(',a\n0,1\n1,5\n');
    expect(dataset.columns).toEqual(['column0', 'a']);
    expect(dataset.notices).toEqual(['The header leaves column 0 without a name; it is called column0.']);
  });

  test('a header of a million columns is read', async () => {
    const names = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',');
    const row = new Array(1_000_000).fill(1).join(',');
    const dataset = await loadText(`${names}\n${row}\n`);
    expect([dataset.rowCount, dataset.featureCount, dataset.values.kind]).toEqual([1, 1_000_000, 'bits']);
  });

  test('bad lines are skipped and counted when the config says so', async () => {
    const dataset = await loadText('a,b\n1,2\n3\nx,5\n6,7\n', { badLines: 'skip' });
    expect(numbersOf(dataset)).toEqual([1, 2, 6, 7]);
    expect(dataset.notices).toEqual([
      '2 lines were skipped; the first: genes.csv line 3: expected 2 values, found 1. The header names 2 columns; the row may end early.',
    ]);
  });

  test('0 and 1 are held as bits, and the first other number changes the block', async () => {
    const bits = await loadText('a,b,c\n0,1,1\n1,0,1\n');
    expect([bits.values.kind, ...numbersOf(bits)]).toEqual(['bits', 0, 1, 1, 1, 0, 1]);
    const mixed = await loadText('a,b,c\n0,1,1\n1,0,2\n');
    expect([mixed.values.kind, ...numbersOf(mixed)]).toEqual(['float32', 0, 1, 1, 1, 0, 2]);
  });

  const spectrum = sharedData('formats/csv-spectrum/simple.csv');
  test.skipIf(spectrum === undefined)('the csv-spectrum files give the cells their JSON says', async () => {
    for (const name of ['comma_in_quotes', 'escaped_quotes', 'newlines', 'simple', 'simple_crlf']) {
      const file = sharedData(`formats/csv-spectrum/${name}.csv`)!;
      const rows = JSON.parse(readFileSync(file.replace('.csv', '.json'), 'utf8')) as
        | Record<string, string>[]
        | Record<string, string>;
      const records = [rows].flat();
      const header = Object.keys(records[0]!);
      // A numeric column beside, as a table of texts alone is no data.
      const lines = readFileSync(file, 'utf8');
      for (const [column, key] of header.entries()) {
        const dataset = await loadText(
          lines,
          { header: true, idColumn: column, columns: { include: [header[column === 0 ? 1 : 0]!] } },
          'spectrum.csv',
        ).catch((error: Error) => error);
        if (dataset instanceof Error)
          expect(dataset.message).toMatch(/is not a number|the value is missing|stands for a missing value/);
        else expect(dataset.rowIds?.map((text) => text.replaceAll('\r', ''))).toEqual(records.map((row) => row[key]));
      }
    }
  });
});

describe('refused', () => {
  const cases: [what: string, content: string, message: string][] = [
    [
      'a row that ends early',
      'a,b,c\n1,2,3\n4,5\n',
      'genes.csv line 3: expected 3 values, found 2. The header names 3 columns; the row may end early.',
    ],
    [
      'a row too long',
      'a,b\n1,2\n3,4,5\n',
      'genes.csv line 3: expected 2 values, found 3. The header names 2 columns; the row may hold a delimiter too many.',
    ],
    [
      'columns of one name',
      'a,b,a\n1,2,3\n',
      'genes.csv line 1: two columns are called "a": 0 and 2, counted from 0. Give every column its own name.',
    ],
    ['an empty file', '', 'genes.csv: is empty. Expected a table of numbers.'],
    [
      'a header only',
      'a,b\n',
      'genes.csv: holds a header of 2 columns and no rows. If its only line is data, set header: false.',
    ],
    [
      'NA',
      'a,b\n1,NA\n',
      'genes.csv line 2, column "b": "NA" stands for a missing value. Set missing: drop-rows or missing: drop-columns to go on without it.',
    ],
    [
      'NaN',
      'a,b\n1,2\nNaN,2\n',
      'genes.csv line 3, column "a": "NaN" stands for a missing value. Set missing: drop-rows or missing: drop-columns to go on without it.',
    ],
    [
      'a dash',
      'a,b\n1,-\n',
      'genes.csv line 2, column "b": "-" stands for a missing value. Set missing: drop-rows or missing: drop-columns to go on without it.',
    ],
    [
      'nothing',
      'a,b\n1,\n',
      'genes.csv line 2, column "b": the value is missing. Set missing: drop-rows or missing: drop-columns to go on without it.',
    ],
    ['inf', 'a,b\n1,inf\n', 'genes.csv line 2, column "b": "inf" is not a finite number in 32 bits.'],
    [
      'a number beyond 32 bits',
      'a,b\n1,1e39\n',
      'genes.csv line 2, column "b": "1e39" is not a finite number in 32 bits.',
    ],
    [
      'hexadecimal',
      'a,b\n1,2\n1,0x10\n',
      'genes.csv line 3, column "b": "0x10" is not a number. If the column is no feature, name it as label or idColumn, or under columns.exclude.',
    ],
    [
      'a quote that never closes',
      'a,b\n1,"2\n3,4\n',
      'genes.csv line 2: a quote opens in this record and never closes.',
    ],
    [
      'blanks between values',
      'a b\n1 2\n',
      'genes.csv: has no comma, tab, semicolon or bar between its values. If single spaces separate them, set delimiter: " ".',
    ],
  ];
  test.each(cases)('%s', async (_, content, message) => {
    expect(await refusal(loadText(content))).toEqual([message, 3]);
  });

  test('UTF-16 without a mark is named as what it may be', async () => {
    expect(await refusal(loadText(utf16(plain, false)))).toEqual([
      'genes.csv: holds zero bytes, so it is not UTF-8 text. If it is UTF-16 without a byte order mark, set encoding: utf-16.',
      3,
    ]);
  });

  test('a gzip file cut short is refused', async () => {
    const [message, code] = await refusal(loadText(gzipSync(plain).subarray(0, 20), {}, 'genes.csv.gz'));
    expect([message, code]).toEqual(['genes.csv.gz: cannot be read: unexpected end of file.', 3]);
  });

  test('any bytes give a table or a refusal that names the file', async () => {
    const text = fc.array(fc.constantFrom('1', '0', '-', '.', ',', '\n', '"', 'a', ';', '\r', 'é', '\0', '1e9', ' '), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          text.map((parts) => Buffer.from(parts.join(''))),
          fc.uint8Array({ maxLength: 40 }),
        ),
        async (bytes) => {
          try {
            const dataset = await loadText(bytes);
            expect(dataset.rowCount).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(ElboError);
            expect((error as Error).message).toMatch(/^(genes\.csv|config\.data)/);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('numbers written by JavaScript read back to the nearest 32-bit number', async () => {
    const numbers = fc.array(
      fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const dataset = await loadText(`a\n${values.join('\n')}\n`, { header: true });
        expect(numbersOf(dataset).map((value) => value + 0)).toEqual(values.map((value) => Math.fround(value) + 0));
      }),
      { numRuns: 40 },
    );
  });
});
