import { labelled, type Node } from '../graph/node.ts';
import { add, matmul } from '../graph/operations/index.ts';
import { constantInitializer, fanInUniform, glorotUniform } from './initializers.ts';
import type { Scope } from './parameters.ts';

/**
 * x W + b
 *
 * @param name - parameters are `name.weight` `[inputs, outputs]` and `name.bias` `[outputs]`
 * @param x - `[batch, inputs]`
 * @returns `[batch, outputs]`
 */
export function dense(scope: Scope, name: string, x: Node, outputs: number): Node {
  const inputs = x.shape[1] as number;
  const keras = scope.conventions.initializer === 'glorot-uniform';
  const weight = scope.parameter(
    `${name}.weight`,
    [inputs, outputs],
    keras ? glorotUniform(inputs, outputs) : fanInUniform(inputs),
  );
  const bias = scope.parameter(`${name}.bias`, [outputs], keras ? constantInitializer(0) : fanInUniform(inputs));
  return labelled(add(matmul(x, weight), bias), name);
}
