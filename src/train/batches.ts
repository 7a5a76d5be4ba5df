/** Which rows each step sees, and the chunk of inputs that several steps need. */
import type { RandomStreams } from '../base/random.ts';
import type { Chunk } from '../engine/program.ts';
import type { RowInputSpec } from '../nn/parameters.ts';

export interface BatchPlan {
  readonly trainRows: Int32Array;
  readonly batchSize: number;
  readonly lastBatch: 'keep' | 'drop';
}

export const stepsPerEpoch = ({ trainRows, batchSize, lastBatch }: BatchPlan): number =>
  lastBatch === 'keep' ? Math.ceil(trainRows.length / batchSize) : Math.floor(trainRows.length / batchSize);

/** Draws row numbers and random inputs for steps. The same step gets the same draws whatever chunk it is in. */
export class BatchMaker {
  readonly #plan: BatchPlan;
  readonly #random: RandomStreams;
  readonly #rowInputs: ReadonlyMap<string, RowInputSpec>;
  #orderEpoch = -1;
  #order: Int32Array = new Int32Array(0);

  constructor(plan: BatchPlan, random: RandomStreams, rowInputs: ReadonlyMap<string, RowInputSpec>) {
    this.#plan = plan;
    this.#random = random;
    this.#rowInputs = rowInputs;
  }

  /** Random numbers of one row: what a chunk's memory depends on. */
  get widthPerRow(): number {
    return [...this.#rowInputs.values()].reduce((total, { width }) => total + width, 0);
  }

  rowCount(batch: number): number {
    const { trainRows, batchSize } = this.#plan;
    return Math.min(batchSize, trainRows.length - batch * batchSize);
  }

  /**
   * Inputs of steps.
   *
   * @param position - epoch (from 0, over the whole run) and batch of the first step
   * @param firstStep - its number over the whole run, from 0
   */
  chunk(position: { epoch: number; batch: number }, firstStep: number, stepCount: number): Omit<Chunk, 'scalars'> {
    const perEpoch = stepsPerEpoch(this.#plan);
    const starts = new Int32Array(stepCount + 1);
    for (let k = 0; k < stepCount; k++) starts[k + 1] = starts[k]! + this.rowCount((position.batch + k) % perEpoch);
    const total = starts[stepCount]!;
    const rows = new Int32Array(total);
    const rowInputs: Record<string, Float32Array | Uint8Array> = {};
    for (const [name, { kind, width }] of this.#rowInputs) {
      rowInputs[name] = kind === 'noise' ? new Float32Array(total * width) : new Uint8Array(total * width);
    }
    for (let k = 0; k < stepCount; k++) {
      const batch = (position.batch + k) % perEpoch;
      const epoch = position.epoch + Math.floor((position.batch + k) / perEpoch);
      const [from, to] = [starts[k]!, starts[k + 1]!];
      const start = batch * this.#plan.batchSize;
      rows.set(this.#orderOf(epoch).subarray(start, start + to - from), from);
      for (const [name, spec] of this.#rowInputs) {
        const part = rowInputs[name]!.subarray(from * spec.width, to * spec.width);
        const stream = this.#random.of(name, firstStep + k);
        if (spec.kind === 'noise') stream.fillStandardNormal(part as Float32Array);
        else if (spec.kind === 'mask') stream.fillBernoulli(part as Uint8Array, spec.keep);
        else spec.draw(part as Uint8Array, to - from, stream);
      }
    }
    return { stepCount, rows, starts, rowInputs };
  }

  #orderOf(epoch: number): Int32Array {
    if (epoch !== this.#orderEpoch) {
      const { trainRows } = this.#plan;
      this.#order = this.#random
        .of('batches', epoch)
        .permutation(trainRows.length)
        .map((index) => trainRows[index]!);
      this.#orderEpoch = epoch;
    }
    return this.#order;
  }
}
