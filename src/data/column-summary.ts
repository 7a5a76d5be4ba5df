/** Running facts of each column, a row at a time. NaN stands for a missing value. */
export class ColumnSummary {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly missing: Uint32Array;
  readonly isInteger: Uint8Array;

  constructor(count: number) {
    this.min = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.missing = new Uint32Array(count);
    this.isInteger = new Uint8Array(count).fill(1);
  }

  /** @returns how many values of the row are missing */
  add(row: Float32Array): number {
    let missing = 0;
    for (let j = 0; j < row.length; j++) {
      const value = row[j]!;
      if (value < this.min[j]!) this.min[j] = value;
      if (value > this.max[j]!) this.max[j] = value;
      if (value !== 0 && value !== 1 && !Number.isInteger(value)) this.isInteger[j] = 0;
      if (Number.isNaN(value)) {
        this.missing[j]!++;
        missing++;
      }
    }
    return missing;
  }
}
