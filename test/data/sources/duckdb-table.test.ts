import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ElboError } from '../../../src/base/errors.ts';
import { sharedData } from '../../shared-data.ts';
import { load, loadText, numbersOf, refusal } from '../load-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const parquet = (name: string): string | undefined => sharedData(`formats/parquet/${name}`);

describe('Parquet', () => {
  const wdbc = parquet('wdbc_duckdb_snappy.parquet');
  const text = sharedData('wdbc/wdbc.data');
  test.skipIf(wdbc === undefined || text === undefined)('holds the same table as its text', async () => {
    const dataset = await load({ source: wdbc, label: 'diagnosis', idColumn: 'id' });
    const same = await load({ source: text, label: 1, idColumn: 0 });
    expect(numbersOf(dataset)).toEqual(numbersOf(same));
    expect(dataset.labels).toEqual({ ...same.labels, name: 'diagnosis' });
    expect(dataset.rowIds).toEqual(same.rowIds);
    expect(dataset.columns[0]).toBe('mean_radius');
  });

  test.skipIf(wdbc === undefined)('texts are no features', async () => {
    expect(await refusal(load({ source: wdbc }))).toEqual([
      'wdbc_duckdb_snappy.parquet, column "diagnosis": holds values of type VARCHAR, not numbers. If the column is no feature, name it as label or idColumn, or under columns.exclude.',
      3,
    ]);
  });

  const delta = parquet('delta_binary_packed.parquet');
  const expected = parquet('delta_binary_packed_expect.csv');
  test.skipIf(delta === undefined || expected === undefined)(
    'packed integers are those of the CSV beside',
    async () => {
      expect(numbersOf(await load({ source: delta }))).toEqual(numbersOf(await load({ source: expected })));
    },
  );

  const plain = parquet('alltypes_plain.parquet');
  test.skipIf(plain === undefined)('booleans are 0 and 1, binary texts may be labels', async () => {
    const columns = { exclude: ['date_string_col', 'timestamp_col'] };
    const dataset = await load({ source: plain, label: 'string_col', columns });
    expect(dataset.columns.slice(0, 2)).toEqual(['id', 'bool_col']);
    expect(numbersOf(dataset).slice(0, 16)).toEqual([
      4,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      5,
      0,
      1,
      1,
      1,
      10,
      Math.fround(1.1),
      Math.fround(10.1),
    ]);
    expect(dataset.labels?.classes).toEqual(['0', '1']);
  });

  const decimals = parquet('int32_decimal.parquet');
  test.skipIf(decimals === undefined)('decimals are numbers', async () => {
    expect(numbersOf(await load({ source: decimals }))).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  });

  const booleans = parquet('rle_boolean_encoding.parquet');
  test.skipIf(booleans === undefined)('nulls are missing values', async () => {
    expect(await refusal(load({ source: booleans }))).toEqual([
      'rle_boolean_encoding.parquet row 3, column "datatype_boolean": the value is missing. Set missing: drop-rows or missing: drop-columns to go on without it.',
      3,
    ]);
    const dataset = await load({ source: booleans, missing: 'drop-rows' });
    expect([dataset.values.kind, dataset.rowCount < 68]).toEqual(['bits', true]);
  });

  const halves = parquet('float16_nonzeros_and_nans.parquet');
  test.skipIf(halves === undefined)('16-bit floats are read; null and NaN are missing alike', async () => {
    const dataset = await load({ source: halves, missing: 'drop-rows' });
    expect(numbersOf(dataset)).toEqual([1, -2, 0, -1, -0, 2]);
  });

  const nested = parquet('nulls.snappy.parquet');
  test.skipIf(nested === undefined)('fault 36: structures are refused by name', async () => {
    expect(await refusal(load({ source: nested }))).toEqual([
      'nulls.snappy.parquet, column "b_struct": holds nested values of type STRUCT(b_c_int INTEGER). Expected one value in each row. Name it under columns.exclude, or write its parts as columns of their own.',
      3,
    ]);
  });

  test('fault 36: another kind of file is refused before it is read', async () => {
    for (const content of ['', 'a,b\n1,2\n', 'PAR1 but cut sho']) {
      expect(await refusal(loadText(content, {}, 'x.parquet'))).toEqual([
        'x.parquet: does not begin and end as a Parquet file does. Expected "PAR1" at both ends. The file may be cut short, or encrypted.',
        3,
      ]);
    }
  });

  const small = parquet('byte_stream_split.zstd.parquet');
  test.skipIf(small === undefined)('fault 36: a footer of impossible length is refused', async () => {
    const bytes = readFileSync(small!);
    bytes.writeUInt32LE(0x7fffffff, bytes.length - 8);
    writeFileSync(join(folder, 'footer.parquet'), bytes);
    const [message, code] = await refusal(load({ source: join(folder, 'footer.parquet') }));
    expect(message).toBe(
      "footer.parquet: cannot be read as parquet: Footer length error in file 'footer.parquet'. The file may be damaged or cut short.",
    );
    expect(code).toBe(3);
  });

  test.skipIf(small === undefined)('fault 36: damaged bytes give rows or an ElboError, in bounded memory', async () => {
    const bytes = readFileSync(small!);
    const path = join(folder, 'damaged.parquet');
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const damage = fc.array(fc.tuple(fc.integer({ min: footer, max: bytes.length - 9 }), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, value] of changes) damaged[at] = value;
        writeFileSync(path, damaged);
        await load({ source: path }).catch((error) => expect(error).toBeInstanceOf(ElboError));
      }),
      { numRuns: 25 },
    );
    expect(process.memoryUsage().rss).toBeLessThan(500e6);
  });
});

describe('fault 36: a footer that claims a million groups of rows', () => {
  /** The metadata of a Parquet file by hand, in Thrift's compact form: one whole number column `a`. */
  function withGroups(groups: Buffer): Buffer {
    const schema = [0x19, 0x2c, 0x48, 1, 0x72, 0x15, 2, 0, 0x15, 2, 0x25, 0, 0x18, 1, 0x61, 0];
    const million = [0xfc, 0xc0, 0x84, 0x3d];
    const start = Buffer.from([0x15, 2, ...schema, 0x16, 0, 0x19, ...million]);
    const footer = Buffer.concat([start, groups, Buffer.from([0])]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]);
  }

  test('and has none of them', async () => {
    const [message, code] = await refusal(loadText(withGroups(Buffer.alloc(0)), {}, 'claim.parquet'));
    expect(message).toMatch(/^claim\.parquet: cannot be read as parquet: .*\. The file may be damaged or cut short\.$/);
    expect(code).toBe(3);
  });

  test('which are all empty', async () => {
    const group = Buffer.from([0x19, 0x0c, 0x16, 0, 0x16, 0, 0]);
    const groups = Buffer.concat(Array.from({ length: 1_000_000 }, () => group));
    const [message, code] = await refusal(loadText(withGroups(groups), {}, 'empty.parquet'));
    expect(message).toMatch(/^empty\.parquet: cannot be read as parquet: .* The file may be damaged or cut short\.$/);
    expect(code).toBe(3);
    expect(process.memoryUsage().rss).toBeLessThan(500e6);
  });
});

describe('lines of JSON', () => {
  const lines = '{"a":1,"b":"x","c":true}\n{"a":2.5,"b":"y","c":false}\n';

  test('numbers and booleans are features, texts labels, plain or gzipped', async () => {
    for (const [content, name] of [
      [lines, 'x.jsonl'],
      [gzipSync(lines), 'x.ndjson.gz'],
    ] as const) {
      const dataset = await loadText(content, { label: 'b' }, name);
      expect([dataset.columns, numbersOf(dataset)]).toEqual([
        ['a', 'c'],
        [1, 1, 2.5, 0],
      ]);
      expect(dataset.labels?.classes).toEqual(['x', 'y']);
    }
  });

  test('a key that a line leaves out is a missing value', async () => {
    expect(await refusal(loadText('{"a":1,"b":2}\n{"a":3}\n', {}, 'x.jsonl'))).toEqual([
      'x.jsonl row 2, column "b": the value is missing. Set missing: drop-rows or missing: drop-columns to go on without it.',
      3,
    ]);
  });

  test('lists and lines that end early are refused', async () => {
    expect(await refusal(loadText('{"a":[1,2]}\n', {}, 'x.jsonl'))).toEqual([
      'x.jsonl, column "a": holds nested values of type BIGINT[]. Expected one value in each row. Name it under columns.exclude, or write its parts as columns of their own.',
      3,
    ]);
    const [message, code] = await refusal(loadText('{"a":1\n', {}, 'x.jsonl'));
    expect(message).toBe(
      'x.jsonl: cannot be read as json lines: Malformed JSON in file "x.jsonl", at byte 8 in line 2: unexpected end of data. The file may be damaged or cut short.',
    );
    expect(code).toBe(3);
  });
});
