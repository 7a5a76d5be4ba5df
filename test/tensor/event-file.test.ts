import { BinaryReader } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { eventFilePieces, type SummaryEvent } from '../../src/tensor/event-file.ts';

/** Fields of a message by number, in order; messages inside are bytes. */
function fields(bytes: Uint8Array): Record<number, unknown[]> {
  const reader = new BinaryReader(bytes);
  const found: Record<number, unknown[]> = {};
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const value =
      wire === 0 ? Number(reader.int64()) : wire === 1 ? reader.double() : wire === 5 ? reader.float() : reader.bytes();
    found[field] = [...(found[field] ?? []), value];
  }
  return found;
}
const inside = (message: Record<number, unknown[]>, field: number) => fields(message[field]![0] as Uint8Array);
const text = (message: Record<number, unknown[]>, field: number) =>
  Buffer.from(message[field]![0] as Uint8Array).toString();
const doubles = (message: Record<number, unknown[]>, field: number) => {
  const bytes = Buffer.from(message[field]![0] as Uint8Array);
  return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
};

const [first, ...events] = [
  ...eventFilePieces(1.5e9, [
    { tag: 'kl', step: 3, wallTime: 1.5e9 + 2, value: { scalar: 0.5 }, description: 'nats per row' },
    { tag: 'z0', step: 4, wallTime: 1.5e9 + 3, value: { histogram: [0, 0.1, 0.99, 3] } },
    { tag: 'same', step: 4, wallTime: 1.5e9 + 3, value: { histogram: [2, 2] } },
    { tag: 'picture', step: 4, wallTime: 1.5e9 + 3, value: { png: png(7, 5) } },
  ] satisfies SummaryEvent[]),
].map((record) => fields(record.subarray(12, -4)));
const value = (i: number) => inside(inside(events[i]!, 5), 1);

function png(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

test('a file begins with its version', () => {
  expect([first![1], text(first!, 3)]).toEqual([[1.5e9], 'brain.Event:2']);
});

test('a scalar has its step, its time and its unit', () => {
  expect([events[0]![1], events[0]![2]]).toEqual([[1.5e9 + 2], [3]]);
  const scalar = value(0);
  expect([text(scalar, 1), scalar[2], text(inside(scalar, 9), 3)]).toEqual(['kl', [0.5], 'nats per row']);
});

test('a histogram counts every value once, between the smallest and the largest', () => {
  const histogram = inside(value(1), 5);
  expect([1, 2, 3].map((field) => histogram[field])).toEqual([[0], [3], [4]]);
  expect(histogram[4]![0]).toBeCloseTo(4.09, 12);
  expect(histogram[5]![0]).toBeCloseTo(0.01 + 0.99 ** 2 + 9, 12);
  const [limits, counts] = [doubles(histogram, 6), doubles(histogram, 7)];
  expect([limits.length, limits.at(-1), counts.reduce((sum, count) => sum + count)]).toEqual([30, 3, 4]);
  expect([counts[0], counts[1], counts[9], counts[29]]).toEqual([1, 1, 1, 1]);
  const alike = inside(value(2), 5);
  expect([doubles(alike, 6), doubles(alike, 7)]).toEqual([[2], [2]]);
});

test('a picture says its sizes', () => {
  const image = inside(value(3), 4);
  expect([image[1], image[2], image[3]]).toEqual([[5], [7], [4]]);
  expect(Buffer.from(image[4]![0] as Uint8Array).equals(Buffer.from(png(7, 5)))).toBe(true);
});
