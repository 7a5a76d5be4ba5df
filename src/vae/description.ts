/** A model in plain data: what reports, `elbo check` and diagrams show of it. */

export interface LayerDescription {
  /** Such as `encoder.hidden.0`. */
  readonly name: string;
  /** `dense`, `batch normalization`, `dropout`, `relu`, ... */
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Trained numbers. */
  readonly parameterCount: number;
  /** Anything else worth a word, such as `rate 0.3`. */
  readonly note?: string;
}

export interface PartDescription {
  readonly name: 'encoder' | 'decoder' | 'head';
  readonly layers: readonly LayerDescription[];
}

export interface ModelDescription {
  readonly architecture: string;
  readonly latentCount: number;
  readonly parts: readonly PartDescription[];
  readonly parameterCount: number;
}
