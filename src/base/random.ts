/**
 * Counter-based random numbers in streams named by purpose.
 *
 * A stream is Philox4x32-10 keyed by (seed, purpose) and started at a counter that holds up to two indices, for
 * example the epoch and the batch. Nothing is stored between draws but the position, so a resumed run asks for the
 * same numbers again, and a new consumer with a new purpose never shifts an old one.
 *
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405
 */
import { createHash } from 'node:crypto';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middleLow = (middle & 0xffff) + aLow * bHigh;
  return (
    (aHigh * bHigh + Math.floor(middle / 0x10000) + (middleLow >>> 16) + (middleLow >= 0x100000000 ? 0x10000 : 0)) >>> 0
  );
}

/**
 * Ten rounds of Philox4x32.
 *
 * @param counter - four unsigned 32-bit words
 * @param key - two unsigned 32-bit words
 * @param out - receives four unsigned 32-bit words at `offset`
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array, offset = 0): void {
  let c0 = counter[0]!;
  let c1 = counter[1]!;
  let c2 = counter[2]!;
  let c3 = counter[3]!;
  let k0 = key[0]!;
  let k1 = key[1]!;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** One sequence of random numbers. Two streams with the same seed, purpose and indices give the same numbers. */
export class RandomStream {
  readonly #key: Uint32Array;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;

  constructor(key: Uint32Array, firstIndex: number, secondIndex: number) {
    this.#key = key;
    this.#counter = new Uint32Array([0, 0, secondIndex, firstIndex]);
  }

  /** An unsigned 32-bit integer. */
  uint32(): number {
    if (this.#used === 4) {
      philox4x32(this.#counter, this.#key, this.#block);
      this.#counter[0] = this.#counter[0]! + 1;
      if (this.#counter[0] === 0) this.#counter[1] = this.#counter[1]! + 1;
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  /** A number in [0, 1) with 32 random bits. */
  uniform(): number {
    return this.uint32() / 0x100000000;
  }

  /** An integer in [0, bound), each equally likely. @param bound - 1 to 2^32 */
  integer(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }

  /** Fills with draws from the standard normal distribution (Box-Muller). */
  fillStandardNormal(out: Float32Array | Float64Array): void {
    for (let i = 0; i < out.length; i += 2) {
      // 1 - u is in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
  }

  /** Fills with 1 with the given probability, else 0. Resolution 2^-16: two entries share one random word. */
  fillBernoulli(out: Uint8Array, probability: number): void {
    const threshold = Math.round(probability * 0x10000);
    for (let i = 0; i < out.length; i += 2) {
      const word = this.uint32();
      out[i] = (word & 0xffff) < threshold ? 1 : 0;
      if (i + 1 < out.length) out[i + 1] = word >>> 16 < threshold ? 1 : 0;
    }
  }

  /** The integers 0 .. count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}

/** All streams of one seed. */
export class RandomStreams {
  readonly seed: number;
  readonly #keys = new Map<string, Uint32Array>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /**
   * @param purpose - what the numbers are for, such as `'split'`, `'initialization'`, `'noise'`
   * @param firstIndex - for example the epoch, 0 to 2^32 - 1
   * @param secondIndex - for example the batch, 0 to 2^32 - 1
   */
  of(purpose: string, firstIndex = 0, secondIndex = 0): RandomStream {
    let key = this.#keys.get(purpose);
    if (key === undefined) {
      const digest = createHash('sha256').update(`${this.seed}/${purpose}`).digest();
      key = new Uint32Array([digest.readUInt32LE(0), digest.readUInt32LE(4)]);
      this.#keys.set(purpose, key);
    }
    return new RandomStream(key, firstIndex, secondIndex);
  }
}
