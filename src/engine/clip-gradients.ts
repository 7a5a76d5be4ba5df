/** Gradients held to a length, so that one steep batch cannot throw the parameters far away. */
import { labelled, type Node } from '../graph/node.ts';
import { add, constant, divide, minimum, multiply, sqrt, square, subtract, sum } from '../graph/operations/index.ts';
import type { GradientClip } from './program.ts';

/**
 * All gradients times one factor, min(1, limit / (norm + epsilon)): their direction as a whole stays.
 *
 * @param gradients - one per block
 * @see Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", arXiv:1211.5063
 */
export function clipGradients(gradients: readonly Node[], { norm: limit, epsilon }: GradientClip): Node[] {
  const squares: Node[] = gradients.map((gradient) => sum(square(gradient)));
  const norm = labelled(sqrt(squares.reduce((total, each) => add(total, each))), 'norm of all gradients');
  const factor = minimum(constant(1), divide(constant(limit), add(norm, constant(epsilon))));
  // A norm that is not finite must not pass for a large one: its difference from itself is not a number.
  const sound = add(factor, subtract(norm, norm));
  return gradients.map((gradient) => multiply(gradient, sound));
}
