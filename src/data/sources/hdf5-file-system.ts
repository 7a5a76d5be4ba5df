/**
 * One file of the real file system, shown to the HDF5 library inside its own and used where it is. Blocks of texts are
 * looked through first: HDF5 2.0 never comes back from one with an object of no size (h5py 3.16 does not either).
 */
import { ftruncateSync, readSync, writeSync } from 'node:fs';

/** The part of Emscripten's file system that is used here. */
export interface FileSystem {
  readonly streams: readonly ({ stream_ops: StreamOps } | undefined)[];
  createFile(parent: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode;
  unlink(path: string): void;
}
interface FileNode {
  node_ops: { getattr(node: FileNode): object; setattr?(node: FileNode, change: { size?: number }): void };
  stream_ops: StreamOps;
}
interface StreamOps {
  llseek?(stream: { position: number }, offset: number, whence: number): number;
  read?(stream: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write?(stream: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number;
}

/**
 * @param name - in the library's file system, at its root
 * @param canWrite - what the library writes goes into the file at once
 */
export function showFile(
  fileSystem: FileSystem,
  name: string,
  descriptor: number,
  size: number,
  canWrite: boolean,
): void {
  const node = fileSystem.createFile('/', name, {}, true, canWrite);
  const { node_ops } = node;
  let end = size;
  node.node_ops = {
    ...node_ops,
    getattr: (asked) => ({ ...node_ops.getattr(asked), size: end }),
    setattr: (_node, change) => {
      if (change.size === undefined) return;
      end = change.size;
      ftruncateSync(descriptor, end);
    },
  };
  node.stream_ops = {
    llseek: (stream, offset, whence) => offset + (whence === 1 ? stream.position : whence === 2 ? end : 0),
    read: (_stream, buffer, offset, length, position) => {
      const count = readSync(descriptor, buffer, offset, length, position);
      // Nothing read is what the library refuses by itself: a block without its signature.
      const read = Buffer.from(buffer.buffer, buffer.byteOffset + offset, count);
      return isEndlessHeap(read, descriptor, position, end) ? 0 : count;
    },
  };
  if (!canWrite) return;
  node.stream_ops.write = (_stream, buffer, offset, length, position) => {
    const count = writeSync(descriptor, buffer, offset, length, position);
    end = Math.max(end, position + count);
    return count;
  };
}

const HEAP_SIGNATURE = Buffer.from('GCOL');
const HEADER_BYTES = 16;
/** HDF5 makes heaps of 4096 bytes, or of one text and a little more. */
const LARGEST_HEAP_BYTES = 2 ** 30;

/** Whether a global heap begins here whose objects do not lead from one to the next up to its end. */
function isEndlessHeap(read: Buffer, descriptor: number, position: number, fileBytes: number): boolean {
  if (read.length < HEADER_BYTES || !HEAP_SIGNATURE.equals(read.subarray(0, 4))) return false;
  const sizeBytes = Number(read.readBigUInt64LE(8));
  if (sizeBytes > Math.min(fileBytes - position, LARGEST_HEAP_BYTES)) return true;
  const heap = Buffer.alloc(sizeBytes);
  readSync(descriptor, heap, 0, sizeBytes, position);
  for (let at = HEADER_BYTES; at + HEADER_BYTES <= sizeBytes; ) {
    const objectBytes = Number(heap.readBigUInt64LE(at + 8));
    // The free space at the end, object 0, counts its own header.
    const step = heap.readUInt16LE(at) === 0 ? objectBytes : HEADER_BYTES + Math.ceil(objectBytes / 8) * 8;
    if (step < HEADER_BYTES || at + step > sizeBytes) return true;
    at += step;
  }
  return false;
}
