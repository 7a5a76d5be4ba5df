import type { Shape } from '../../tensor/shape.ts';
import { type ElementType, type InputRole, type Node, node } from '../node.ts';
import type { Operation } from '../operation.ts';

/** A value that comes from outside. */
export const input = (
  name: string,
  shape: Shape,
  role: InputRole = 'value',
  type: ElementType = 'float',
): Node<'input'> => ({ ...node('input', [], { name, role }, shape, type), label: name });

/** A number of shape `[]`. */
export const constant = (value: number): Node<'constant'> => node('constant', [], { value }, []);

/** A fixed float tensor. */
export const constantTensor = (value: ArrayLike<number>, shape: readonly number[]): Node<'constant'> =>
  node('constant', [], { value: Float64Array.from(value) }, shape);

export const inputOperations: { readonly [Op in 'input' | 'constant']: Operation<Op> } = {
  input: { gradient: () => [] },
  constant: { gradient: () => [] },
};
