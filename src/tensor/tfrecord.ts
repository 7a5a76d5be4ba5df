/**
 * TensorFlow's TFRecord framing, which TensorBoard reads: length, checksum of the length, bytes, checksum of the bytes.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord, section "TFRecords format details"
 */

/** CRC-32C (Castagnoli), bit by bit for each byte value; the polynomial is reflected. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  return remainder;
});

/** @see https://www.rfc-editor.org/rfc/rfc3720, appendix B.4, for known answers */
export function crc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (remainder >>> 8) ^ TABLE[(remainder ^ byte) & 0xff]!;
  return (remainder ^ 0xffffffff) >>> 0;
}

/** A checksum of bytes that themselves hold checksums would be weak: the format turns and shifts it. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** One record as it stands in a file. */
export function tfRecord(bytes: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + bytes.length + 4);
  record.writeBigUInt64LE(BigInt(bytes.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(bytes, 12);
  record.writeUInt32LE(maskedCrc(bytes), 12 + bytes.length);
  return record;
}
