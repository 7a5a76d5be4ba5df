/** Every operation with its gradient rule. The engine's ONNX and reference tables have the same keys. */
import type { OpName } from '../node.ts';
import type { Operation } from '../operation.ts';
import { elementwiseOperations } from './elementwise.ts';
import { gatherOperations } from './gather.ts';
import { inputOperations } from './input.ts';
import { matmulOperations } from './matmul.ts';
import { movementOperations } from './movement.ts';
import { reduceOperations } from './reduce.ts';

export const operations: { readonly [Op in OpName]: Operation<Op> } = {
  ...inputOperations,
  ...elementwiseOperations,
  ...reduceOperations,
  ...matmulOperations,
  ...movementOperations,
  ...gatherOperations,
};

export * from './elementwise.ts';
export * from './gather.ts';
export * from './input.ts';
export * from './matmul.ts';
export * from './movement.ts';
export * from './reduce.ts';
