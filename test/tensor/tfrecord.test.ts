import { expect, test } from 'vitest';
import { crc32c, tfRecord } from '../../src/tensor/tfrecord.ts';

test('checksums are those of RFC 3720, appendix B.4', () => {
  const known: [Uint8Array, number][] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    [Buffer.from('123456789'), 0xe3069283],
  ];
  for (const [bytes, checksum] of known) expect(crc32c(bytes)).toBe(checksum);
});

test('a record is framed as TensorFlow frames it', () => {
  // tensorboard 2.21: RecordWriter(file).write(b'elbo')
  expect(Buffer.from(tfRecord(Buffer.from('elbo'))).toString('hex')).toBe('040000000000000042455204656c626f1bff3b23');
});
