/**
 * TensorBoard's event files: scalars, pictures and histograms over steps (field numbers of event.proto and summary.proto).
 *
 * @see https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/summary.proto
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { writeMessage } from '../base/protobuf.ts';
import { tfRecord } from './tfrecord.ts';

export type EventValue =
  | { readonly scalar: number }
  | { readonly png: Uint8Array }
  /** All values of which a histogram is drawn. */
  | { readonly histogram: ArrayLike<number> };

/** A value at a step. */
export interface SummaryEvent {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: EventValue;
  /** Of a scalar: shown beside its curve. */
  readonly description?: string;
}

/** The bytes of an event file. @param started - of its first record, seconds since 1970 */
export function* eventFilePieces(started: number, events: Iterable<SummaryEvent>): Generator<Uint8Array> {
  const version = new BinaryWriter();
  version.tag(1, WireType.Bit64).double(started);
  yield tfRecord(version.tag(3, WireType.LengthDelimited).string('brain.Event:2').finish());
  for (const event of events) yield tfRecord(encodeEvent(event));
}

function encodeEvent({ tag, step, wallTime, value, description }: SummaryEvent): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime).tag(2, WireType.Varint).int64(step);
  writeMessage(writer, 5, (summary) =>
    writeMessage(summary, 1, (entry) => {
      entry.tag(1, WireType.LengthDelimited).string(tag);
      if ('scalar' in value) entry.tag(2, WireType.Bit32).float(value.scalar);
      else if ('png' in value) writeMessage(entry, 4, (image) => writeImage(image, value.png));
      else writeMessage(entry, 5, (histogram) => writeHistogram(histogram, value.histogram));
      if (description === undefined) return;
      writeMessage(entry, 9, (metadata) => {
        // Readers wonder about a description that belongs to no plugin.
        writeMessage(metadata, 1, (plugin) => plugin.tag(1, WireType.LengthDelimited).string('scalars'));
        metadata.tag(3, WireType.LengthDelimited).string(description);
      });
    }),
  );
  return writer.finish();
}

const RGBA = 4;

function writeImage(writer: BinaryWriter, png: Uint8Array): void {
  const { width, height } = pngSize(png);
  writer.tag(1, WireType.Varint).int32(height).tag(2, WireType.Varint).int32(width);
  writer.tag(3, WireType.Varint).int32(RGBA).tag(4, WireType.LengthDelimited).bytes(png);
}

/** A PNG's first chunk, after the 8 bytes of its signature and 8 of the chunk's head, begins with its sizes. */
function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

const BUCKETS = 30;

function writeHistogram(writer: BinaryWriter, values: ArrayLike<number>): void {
  let [low, high, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    squares += value * value;
  }
  const width = (high - low) / BUCKETS;
  const counts = new Float64Array(width > 0 ? BUCKETS : 1);
  for (let i = 0; i < values.length; i++) {
    counts[width > 0 ? Math.min(BUCKETS - 1, Math.floor((values[i]! - low) / width)) : 0]!++;
  }
  [low, high, values.length, sum, squares].forEach((number, i) => {
    writer.tag(i + 1, WireType.Bit64).double(number);
  });
  // The last limit is the largest value itself, whatever rounding does.
  const limits = Array.from(counts, (_, i) => (i === counts.length - 1 ? high : low + (i + 1) * width));
  writeDoubles(writer, 6, limits);
  writeDoubles(writer, 7, counts);
}

function writeDoubles(writer: BinaryWriter, field: number, numbers: Iterable<number>): void {
  writeMessage(writer, field, (packed) => {
    for (const number of numbers) packed.double(number);
  });
}
