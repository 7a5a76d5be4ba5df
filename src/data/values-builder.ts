/** Collects rows of numbers into the smallest block that holds them: bits while all are 0 or 1, then float32. */
import { LimitError } from '../base/errors.ts';
import { MAX_ELEMENTS } from '../tensor/npy-header.ts';
import { bitStride, type Values } from './dataset.ts';

const BLOCK_ELEMENTS = 2 ** 22;

/** @throws LimitError above 2^31 elements */
export function requireElements(rowCount: number, featureCount: number, where: string): void {
  if (rowCount * featureCount <= MAX_ELEMENTS) return;
  throw new LimitError(where, `holds more than ${rowCount} rows of ${featureCount} columns, above 2^31 elements`, {
    advice: 'Leave out columns, or split the file',
  });
}

export class ValuesBuilder {
  readonly #featureCount: number;
  readonly #blockRows: number;
  readonly #where: string;
  #bits: Uint8Array[] | undefined = [];
  #numbers: Float32Array[] = [];
  #rowCount = 0;

  constructor(featureCount: number, where: string) {
    this.#featureCount = featureCount;
    this.#blockRows = Math.max(1, Math.floor(BLOCK_ELEMENTS / Math.max(1, featureCount)));
    this.#where = where;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** @param row - `[features]`, copied @param isBinary - whether all of it is 0 or 1 */
  add(row: Float32Array, isBinary: boolean): void {
    const within = this.#rowCount % this.#blockRows;
    if (within === 0) requireElements(this.#rowCount, this.#featureCount, this.#where);
    if (!isBinary) this.#widen();
    if (this.#bits !== undefined) this.#addBits(row, within, this.#bits);
    else {
      if (within === 0) this.#numbers.push(new Float32Array(this.#blockRows * this.#featureCount));
      this.#numbers.at(-1)!.set(row, within * this.#featureCount);
    }
    this.#rowCount++;
  }

  #addBits(row: Float32Array, within: number, blocks: Uint8Array[]): void {
    const stride = bitStride(this.#featureCount);
    if (within === 0) blocks.push(new Uint8Array(this.#blockRows * stride));
    const block = blocks.at(-1)!;
    const start = within * stride;
    for (let j = 0; j < row.length; j++) if (row[j] === 1) block[start + (j >> 3)]! |= 1 << (j & 7);
  }

  /** From bits to float32, when the first other number comes. */
  #widen(): void {
    if (this.#bits === undefined) return;
    const stride = bitStride(this.#featureCount);
    const size = this.#featureCount;
    this.#numbers = this.#bits.map((block) => {
      const numbers = new Float32Array(this.#blockRows * size);
      for (let row = 0; row < this.#blockRows; row++) {
        for (let j = 0; j < size; j++) numbers[row * size + j] = (block[row * stride + (j >> 3)]! >> (j & 7)) & 1;
      }
      return numbers;
    });
    this.#bits = undefined;
  }

  /** The block; the builder is empty afterwards, so that no number is held twice for long. */
  finish(): Values {
    if (this.#bits !== undefined) {
      const data = new Uint8Array(this.#rowCount * bitStride(this.#featureCount));
      join(this.#bits, data);
      return { kind: 'bits', data };
    }
    const data = new Float32Array(this.#rowCount * this.#featureCount);
    join(this.#numbers, data);
    return { kind: 'float32', data };
  }
}

/** Copies blocks one after another; the last may be longer than what is left. */
function join<A extends Uint8Array | Float32Array>(blocks: A[], out: A): void {
  let position = 0;
  for (const block of blocks.splice(0)) {
    out.set(block.subarray(0, out.length - position), position);
    position += block.length;
  }
}
