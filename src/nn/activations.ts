/** Activations by name. */
import type { Node } from '../graph/node.ts';
import {
  add,
  constant,
  elu,
  erf,
  leakyRelu,
  multiply,
  relu,
  scale,
  sigmoid,
  softplus,
  tanh,
} from '../graph/operations/index.ts';
import type { ConventionValues } from './conventions.ts';

type Activation = (x: Node, conventions: ConventionValues) => Node;

export const activations = {
  linear: (x) => x,
  relu: (x) => relu(x),
  elu: (x) => elu(x),
  'leaky-relu': (x, conventions) => leakyRelu(x, conventions.leakyReluSlope),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
  softplus: (x) => softplus(x),
  /** x Phi(x), the exact form, in both conventions (Hendrycks and Gimpel, arXiv:1606.08415). */
  gelu: (x) => multiply(scale(x, 0.5), add(erf(scale(x, Math.SQRT1_2)), constant(1))),
  /** x sigmoid(x) */
  silu: (x) => multiply(x, sigmoid(x)),
} satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;
export const ACTIVATION_NAMES = Object.keys(activations) as [ActivationName, ...ActivationName[]];
