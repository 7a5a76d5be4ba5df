/** What an operation must say of itself: how to pull a gradient back through it. Its shape rule is in its constructor. */
import type { Node, OpName } from './node.ts';

export interface Operation<Op extends OpName> {
  /**
   * Gradients of the inputs, given the gradient of the output; `undefined` for an input that has none (indices,
   * conditions, or a function that is flat almost everywhere).
   */
  readonly gradient: (target: Node<Op>, cotangent: Node) => readonly (Node | undefined)[];
}
