/** How parameters start. */
import type { RandomStream } from '../base/random.ts';

/** Fills a new parameter. */
export type Initializer = (out: Float32Array, random: RandomStream) => void;

export const constantInitializer =
  (value: number): Initializer =>
  (out) => {
    out.fill(value);
  };

/** Uniform in [-limit, limit). */
export const uniformInitializer =
  (limit: number): Initializer =>
  (out, random) => {
    for (let i = 0; i < out.length; i++) out[i] = (2 * random.uniform() - 1) * limit;
  };

/** Limit sqrt(6 / (inputs + outputs)). @see Glorot and Bengio, 2010, PMLR 9:249-256 */
export const glorotUniform = (inputs: number, outputs: number): Initializer =>
  uniformInitializer(Math.sqrt(6 / (inputs + outputs)));

/** Limit 1 / sqrt(inputs): what PyTorch's `nn.Linear` does. */
export const fanInUniform = (inputs: number): Initializer => uniformInitializer(1 / Math.sqrt(inputs));
