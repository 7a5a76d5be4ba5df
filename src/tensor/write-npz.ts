/** Writes NumPy's .npz files: a zip of .npy members that are stored as they are, which any reader may map. */
import { crc32 } from 'node:zlib';
import { LimitError } from '../base/errors.ts';

const MOST_BYTES = 2 ** 32 - 1;
const UTF8_NAMES = 0x800;
/** The first day a zip can name: equal arrays give equal files. */
const DATE = (1 << 5) | 1;

/**
 * The bytes of a .npz file.
 *
 * @param members - name without `.npy` to the bytes of a .npy file
 * @throws LimitError above 4 GiB, which a plain zip cannot hold
 */
export function* npzPieces(members: Readonly<Record<string, Uint8Array>>): Generator<Uint8Array> {
  const directory: Buffer[] = [];
  let position = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const file = Buffer.from(`${name}.npy`);
    const described = describe(bytes, file.length);
    const local = Buffer.concat([signed(0x04034b50), described, file]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(position, 10);
    directory.push(Buffer.concat([signed(0x02014b50), Buffer.from([20, 0]), described, tail, file]));
    position += local.length + bytes.length;
    if (position > MOST_BYTES) throw new LimitError(`${name}.npy`, 'the file would grow beyond 4 GiB');
    yield local;
    yield bytes;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(position, 12);
  yield Buffer.concat([entries, signed(0x06054b50), end]);
}

/** What a member's own head and the directory say alike: version, flags, stored, date, checksum, sizes. */
function describe(bytes: Uint8Array, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
