/**
 * A graph is a pure, immutable description of arithmetic. A node is one operation on earlier nodes; noise, rows,
 * parameters and schedules come in as input nodes and nothing is hidden.
 */
import type { Shape } from '../tensor/shape.ts';

/** `float` is float32 in the engine and float64 in the reference; `int` int32; `byte` an unsigned byte. */
export type ElementType = 'float' | 'int' | 'bool' | 'byte';

/**
 * Where an input's values come from.
 *
 * - `parameter`: trained; `state`: carried from step to step without a gradient (running statistics)
 * - `rows`: rows of the dataset; `noise`: float rows made for the step; `mask`: byte rows made for the step
 * - `scalar`: one number per step (learning rate, weight of a term)
 * - `value`: anything else the caller feeds
 */
export type InputRole = 'parameter' | 'state' | 'rows' | 'noise' | 'mask' | 'scalar' | 'value';

/** The operations and their attributes: the one list that every table is checked against. */
export interface OperationAttributes {
  input: { readonly name: string; readonly role: InputRole };
  /** A number, or a small float tensor. */
  constant: { readonly value: number | Float64Array };
  negate: None;
  exp: None;
  log: None;
  sqrt: None;
  absolute: None;
  sign: None;
  sigmoid: None;
  tanh: None;
  softplus: None;
  erf: None;
  relu: None;
  elu: { readonly alpha: number };
  leakyRelu: { readonly slope: number };
  clip: { readonly min: number; readonly max: number };
  not: None;
  cast: { readonly to: ElementType };
  add: None;
  subtract: None;
  multiply: None;
  divide: None;
  maximum: None;
  minimum: None;
  greater: None;
  equal: None;
  and: None;
  where: None;
  sum: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  max: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  logSumExp: { readonly axes: readonly number[]; readonly keepDimensions: boolean };
  size: { readonly axis: number };
  matmul: { readonly transposeLeft: boolean; readonly transposeRight: boolean };
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly axis: number; readonly start: number; readonly end: number };
  pad: { readonly axis: number; readonly before: number; readonly after: number };
  concatenate: { readonly axis: number };
  broadcastLike: None;
  gather: None;
  scatterAdd: { readonly rowCount: number };
}
type None = Readonly<Record<never, never>>;

export type OpName = keyof OperationAttributes;

export interface Node<Op extends OpName = OpName> {
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly attributes: OperationAttributes[Op];
  readonly shape: Shape;
  readonly type: ElementType;
  /** What a person calls this value, such as `decoder.output`: shown when it is the first that is not finite. */
  readonly label?: string;
}

export const node = <Op extends OpName>(
  op: Op,
  inputs: readonly Node[],
  attributes: OperationAttributes[Op],
  shape: Shape,
  type: ElementType = 'float',
): Node<Op> => ({ op, inputs, attributes, shape, type });

/** The same value under a name. */
export const labelled = <T extends Node>(target: T, label: string): T => ({ ...target, label });

export const isOp = <Op extends OpName>(target: Node, op: Op): target is Node<Op> => target.op === op;

/** All nodes the outputs depend on, each once, inputs before users; outputs are visited in order, depth first. */
export function topologicalOrder(outputs: readonly Node[]): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  const stack: { target: Node; next: number }[] = [];
  for (const output of outputs) {
    if (!done.has(output)) stack.push({ target: output, next: 0 });
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const input = top.target.inputs[top.next++];
      if (input !== undefined) {
        if (!done.has(input)) stack.push({ target: input, next: 0 });
      } else {
        stack.pop();
        if (!done.has(top.target)) {
          done.add(top.target);
          order.push(top.target);
        }
      }
    }
  }
  return order;
}

/** Input nodes the outputs depend on, each once. */
export const inputsOf = (outputs: readonly Node[]): Node<'input'>[] =>
  topologicalOrder(outputs).filter((candidate): candidate is Node<'input'> => candidate.op === 'input');

/** The outputs with some nodes replaced; untouched parts are shared. */
export function substitute(outputs: readonly Node[], replacement: ReadonlyMap<Node, Node>): Node[] {
  const built = new Map<Node, Node>(replacement);
  for (const original of topologicalOrder(outputs)) {
    if (built.has(original)) continue;
    const inputs = original.inputs.map((input) => built.get(input)!);
    const changed = inputs.some((input, index) => input !== original.inputs[index]);
    built.set(original, changed ? { ...original, inputs } : original);
  }
  return outputs.map((output) => built.get(output)!);
}
