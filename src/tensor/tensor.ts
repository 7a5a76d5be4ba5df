/** Numbers at rest: plain data that crosses floors. What may be computed with them is a matter for `graph` and `engine`. */

export interface Tensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/** Tensors by name, such as `encoder.hidden.0.weight`. */
export type Tensors = Readonly<Record<string, Tensor>>;
