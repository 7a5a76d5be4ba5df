import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError, LimitError } from '../../src/base/errors.ts';
import { readSafetensors, safetensorsPieces, writeSafetensors } from '../../src/tensor/safetensors.ts';
import type { Tensors } from '../../src/tensor/tensor.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-safetensors-'));
const path = join(folder, 'a.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with this header and so many bytes of data. */
function store(header: string | Uint8Array, dataBytes: number, claimed?: bigint): void {
  const text = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, Buffer.alloc(dataBytes)]));
}

const refusal = (): Error => {
  try {
    readSafetensors(path);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the file was accepted');
};

const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({ dtype, shape, data_offsets: offsets });

const tensors = (): fc.Arbitrary<Tensors> =>
  fc
    .dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__'),
      fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) => {
        const length = shape.reduce((a, b) => a * b, 1);
        const data = fc.float32Array({ minLength: length, maxLength: length });
        return data.map((data) => ({ shape, data }));
      }),
    )
    .map((dictionary) => ({ ...dictionary }));

describe('round trip', () => {
  test('what is written is read back bit for bit', () => {
    fc.assert(
      fc.property(tensors(), (written) => {
        writeSafetensors(path, written);
        const read = readSafetensors(path);
        expect(Object.keys(read).sort()).toEqual(Object.keys(written).sort());
        for (const [name, { shape, data }] of Object.entries(written)) {
          expect(read[name]!.shape).toEqual(shape);
          expect(Buffer.from(read[name]!.data.buffer).equals(Buffer.from(data.buffer))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('the bytes do not depend on the order of the names', () => {
    const a = { shape: [2], data: new Float32Array([1, 2]) };
    const b = { shape: [1, 1], data: new Float32Array([3]) };
    const bytes = (t: Tensors) => Buffer.concat([...safetensorsPieces(t)]);
    expect(bytes({ a, b }).equals(bytes({ b, a }))).toBe(true);
  });

  test('the bytes follow the published format', () => {
    const bytes = Buffer.concat([...safetensorsPieces({ w: { shape: [1], data: new Float32Array([1.5]) } })]);
    const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    expect(bytes.readBigUInt64LE(0)).toBe(BigInt(header.length));
    expect(bytes.subarray(8, 8 + header.length).toString()).toBe(header);
    expect(bytes.subarray(8 + header.length)).toEqual(Buffer.from([0, 0, 0xc0, 0x3f]));
  });

  test('a view into a larger buffer is written without its surroundings, and without a copy', () => {
    const whole = new Float32Array([9, 1, 2, 9]);
    const pieces = [...safetensorsPieces({ w: { shape: [2], data: whole.subarray(1, 3) } })];
    expect(pieces[1]!.buffer).toBe(whole.buffer);
    writeSafetensors(path, { w: { shape: [2], data: whole.subarray(1, 3) } });
    expect([...readSafetensors(path).w!.data]).toEqual([1, 2]);
  });

  test('F64 and BF16 become float32', () => {
    store(JSON.stringify({ d: entry([1], [0, 8], 'F64'), h: entry([2], [8, 12], 'BF16') }), 12);
    const bytes = readFileSync(path);
    bytes.writeDoubleLE(0.1, bytes.length - 12);
    bytes.writeUInt16LE(0x3fc0, bytes.length - 4);
    bytes.writeUInt16LE(0xc000, bytes.length - 2);
    writeFileSync(path, bytes);
    const { d, h } = readSafetensors(path);
    expect([...d!.data]).toEqual([Math.fround(0.1)]);
    expect([...h!.data]).toEqual([1.5, -2]);
  });

  test('metadata is allowed and left out', () => {
    store(JSON.stringify({ __metadata__: { format: 'pt' }, w: entry([1], [0, 4]) }), 4);
    expect(Object.keys(readSafetensors(path))).toEqual(['w']);
  });
});

describe('fault 37: a file that contradicts itself is refused', () => {
  test.each<[string, () => void, string]>([
    [
      'no room for a header length',
      () => writeFileSync(path, 'abc'),
      'the file has 3 bytes. Expected a safetensors file, which begins with 8 bytes that hold the length of its header.',
    ],
    [
      'header longer than the file',
      () => store('{}', 0, 1000n),
      'the header claims 1000 bytes, but 2 bytes follow. The file may be cut off, or not be a safetensors file.',
    ],
    ['header not UTF-8', () => store(Buffer.from([0x7b, 0xff, 0x7d]), 0), 'the header is not UTF-8.'],
    ['header not an object', () => store('[1]', 0), 'the header is not a JSON object.'],
    [
      'duplicate tensor',
      () => store(`{"w":${JSON.stringify(entry([1], [0, 4]))},"\\u0077" :${JSON.stringify(entry([1], [4, 8]))}}`, 8),
      'the header names "w" twice.',
    ],
    [
      'duplicate key inside an entry',
      () => store('{"w":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', 4),
      'the header names "shape" twice.',
    ],
    [
      'cut off',
      () => {
        store(JSON.stringify({ w: entry([4], [0, 16]) }), 16);
        truncateSync(path, readFileSync(path).length - 1);
      },
      'the tensors cover 16 bytes, but 15 bytes follow the header. The file may be cut off.',
    ],
    [
      'bytes left over',
      () => store(JSON.stringify({ w: entry([1], [0, 4]) }), 5),
      'the tensors cover 4 bytes, but 5 bytes follow the header.',
    ],
    [
      'metadata that is not text',
      () => store('{"__metadata__":{"a":1}}', 0),
      '__metadata__ is {"a":1}. Expected an object of texts.',
    ],
  ])('%s', (_name, make, message) => {
    make();
    const error = refusal();
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(`${path}: ${message}`);
  });

  test('header that is not JSON', () => {
    store('{"w":', 0);
    expect(refusal().message).toMatch(/: the header is not JSON \(.*\)\.$/);
    expect(refusal()).toBeInstanceOf(DataError);
  });

  const sizes = 'data_offsets %s do not fit. Expected two whole numbers from 0, the first not above the second.';
  test.each<[string, Record<string, unknown>, number, string]>([
    [
      'overlap',
      { v: entry([2], [0, 8]), w: entry([1], [4, 8]) },
      8,
      'byte 4 belongs to the tensor before it, which ends at 8.',
    ],
    [
      'gap',
      { v: entry([1], [0, 4]), w: entry([1], [8, 12]) },
      12,
      'begins at byte 8, but the tensor before it ends at 4.',
    ],
    ['shape against range', { w: entry([3], [0, 4]) }, 4, 'shape [3] of F32 takes 12 bytes, but its range has 4.'],
    [
      'shape whose product overflows',
      { w: entry([2 ** 40, 2 ** 40], [0, 4]) },
      4,
      'shape [1099511627776,1099511627776] of F32 takes 4.835703278458517e+24 bytes, but its range has 4.',
    ],
    [
      'negative shape',
      { w: entry([-1], [0, 4]) },
      4,
      'shape [-1] does not fit. Expected a list of whole numbers from 0.',
    ],
    [
      'shape in fractions',
      { w: entry([0.5], [0, 2]) },
      2,
      'shape [0.5] does not fit. Expected a list of whole numbers from 0.',
    ],
    ['negative range', { w: entry([1], [-4, 0]) }, 4, sizes.replace('%s', '[-4,0]')],
    ['backward range', { w: entry([1], [4, 0]) }, 4, sizes.replace('%s', '[4,0]')],
    ['unknown dtype', { w: entry([1], [0, 8], 'I64') }, 8, 'dtype "I64" is not read. Expected one of: F64, F32, BF16.'],
    [
      'dtype of a prototype',
      { w: entry([1], [0, 8], 'toString') },
      8,
      'dtype "toString" is not read. Expected one of: F64, F32, BF16.',
    ],
    ['entry that is not an object', { w: 4 }, 4, 'its entry is 4. Expected an object.'],
  ])('%s', (_name, header, dataBytes, message) => {
    store(JSON.stringify(header), dataBytes);
    const error = refusal();
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toBe(`${path}, tensor "w": ${message}`);
  });

  test('a header above 100 MB', () => {
    store('{}', 0, 100_000_001n);
    expect(refusal()).toBeInstanceOf(LimitError);
    expect(refusal().message).toBe(`${path}: the header claims 100000001 bytes. Expected at most 100000000 bytes.`);
  });

  test('a file above 8 GiB, before memory is taken', () => {
    store('{}', 0);
    truncateSync(path, 2 ** 33 + 1);
    expect(refusal()).toBeInstanceOf(LimitError);
    expect(refusal().message).toBe(`${path}: the file has 8589934593 bytes. Expected at most 8589934592 bytes.`);
  });

  test('arbitrary bytes give tensors or a refusal', () => {
    const header = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(
          fc.string(),
          fc.record({
            dtype: fc.constantFrom('F32', 'X'),
            shape: fc.array(fc.integer()),
            data_offsets: fc.array(fc.nat(64)),
          }),
        )
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(header, fc.nat(64), (text, dataBytes) => {
        store(text, dataBytes);
        try {
          readSafetensors(path);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
