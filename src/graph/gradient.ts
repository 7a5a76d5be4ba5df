/** Reverse-mode differentiation: gradients are nodes of the same graph, made by the operations' own rules. */
import { ShapeError } from '../base/errors.ts';
import { showShape } from '../tensor/shape.ts';
import { type Node, topologicalOrder } from './node.ts';
import { add, broadcastLike, constant, operations } from './operations/index.ts';

/**
 * Gradients of a scalar.
 *
 * @param loss - shape `[]`
 * @param wanted - nodes to differentiate by
 * @returns one node per wanted node, of its shape; zeros where the loss does not depend on it
 * @throws ShapeError when the loss is not a scalar
 */
export function gradients(loss: Node, wanted: readonly Node[]): Node[] {
  if (loss.shape.length !== 0)
    throw new ShapeError('gradients', `the loss has shape ${showShape(loss.shape)}`, { expected: '[]' });
  const order = topologicalOrder([loss]);
  // Only nodes on a path to a wanted node need a gradient.
  const needed = new Set<Node>(wanted);
  for (const target of order) if (target.inputs.some((source) => needed.has(source))) needed.add(target);

  const cotangents = new Map<Node, Node>([[loss, constant(1)]]);
  for (const target of order.reverse()) {
    const cotangent = cotangents.get(target);
    if (cotangent === undefined || !needed.has(target)) continue;
    const rule = operations[target.op].gradient as (target: Node, cotangent: Node) => readonly (Node | undefined)[];
    if (!target.inputs.some((source) => needed.has(source))) continue;
    rule(target, cotangent).forEach((part, index) => {
      const source = target.inputs[index]!;
      if (part === undefined || !needed.has(source)) return;
      const before = cotangents.get(source);
      cotangents.set(source, before === undefined ? part : add(before, part));
    });
  }
  return wanted.map((source) => cotangents.get(source) ?? broadcastLike(constant(0), source));
}
