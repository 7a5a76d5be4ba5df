/** Turns graph nodes into ONNX nodes. Constants become initializers of the outermost graph, shared by name. */
import { isOp, type Node, type OpName, topologicalOrder } from '../graph/node.ts';
import { type Dimension, sameShape } from '../tensor/shape.ts';
import { ONNX_TYPE, type OnnxAttribute, type OnnxNode, type OnnxTensor, type OnnxType } from './onnx-proto.ts';

export type Attributes = Readonly<Record<string, OnnxAttribute>>;
type OnnxForm<Op extends OpName> = (target: Node<Op>, inputs: readonly string[], emit: OnnxEmitter) => string;

/** The shape as ONNX names it: the batch is the named dimension `batch`. */
export const onnxShape = (shape: readonly Dimension[]): (number | string)[] => [...shape];

/** Initializers and unused names of one model, shared by its graph and subgraphs. */
export class OnnxNames {
  readonly initializers: OnnxTensor[] = [];
  readonly #known = new Map<string, string>();
  #count = 0;

  fresh(hint: string): string {
    return `${hint}_${this.#count++}`;
  }

  floats(values: readonly number[], shape: readonly number[]): string {
    return this.#add(
      'float',
      shape,
      new Uint8Array(Float32Array.from(values).buffer),
      `f${shape.join()}:${values.join()}`,
    );
  }

  /** `[values.length]` int64 */
  int64s(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    return this.#add('int64', [values.length], bytes, `i${values.join()}`);
  }

  #add(type: OnnxType, shape: readonly number[], bytes: Uint8Array, key: string): string {
    const known = bytes.length > 4096 ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.fresh('constant');
    this.initializers.push({ name, type, shape, bytes });
    if (bytes.length <= 4096) this.#known.set(key, name);
    return name;
  }
}

export class OnnxEmitter {
  readonly nodes: OnnxNode[] = [];
  readonly names: OnnxNames;
  readonly #values = new Map<Node, string>();
  readonly #inputs = new Map<string, string>();

  constructor(names: OnnxNames) {
    this.names = names;
  }

  /** Says under which name the value of a graph input is already there. */
  bind(target: Node, name: string): void {
    this.#inputs.set((target as Node<'input'>).attributes.name, name);
  }

  bound(input: string): string {
    const name = this.#inputs.get(input);
    if (name === undefined) throw new Error(`the input "${input}" is not bound`);
    return name;
  }

  /** Adds one ONNX node with one output and returns the output's name. */
  add(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const name = this.names.fresh(type);
    this.nodes.push({ type, inputs, outputs: [name], attributes });
    return name;
  }

  /** Adds what the outputs need and returns their names. Inputs of the graph must be bound before. */
  emit(outputs: readonly Node[]): string[] {
    const order = topologicalOrder(outputs).filter((target) => !this.#values.has(target));
    const biases = biasedProducts(order, outputs);
    for (const target of order) {
      if (biases.products.has(target)) continue;
      const form = onnxForms[target.op] as OnnxForm<OpName>;
      const biased = biases.sums.get(target);
      const name =
        biased === undefined
          ? form(
              target,
              target.inputs.map((source) => this.#values.get(source)!),
              this,
            )
          : product(
              biased.product,
              [...biased.product.inputs, biased.bias].map((source) => this.#values.get(source)!),
              this,
            );
      this.#values.set(target, name);
    }
    return outputs.map((output) => this.#values.get(output)!);
  }
}

/** Sums of a product used nowhere else and a row vector: one Gemm does both. */
function biasedProducts(order: readonly Node[], outputs: readonly Node[]) {
  const uses = new Map<Node, number>();
  for (const output of outputs) uses.set(output, 1);
  for (const target of order) for (const source of target.inputs) uses.set(source, (uses.get(source) ?? 0) + 1);
  const products = new Set<Node>();
  const sums = new Map<Node, { product: Node<'matmul'>; bias: Node }>();
  for (const target of order) {
    if (target.op !== 'add') continue;
    const [left, right] = target.inputs as [Node, Node];
    const [candidate, bias] = isOp(left, 'matmul') ? [left, right] : [right, left];
    const fits = bias.shape.length === 1 && sameShape(candidate.shape, target.shape);
    if (isOp(candidate, 'matmul') && uses.get(candidate) === 1 && fits) {
      products.add(candidate);
      sums.set(target, { product: candidate, bias });
    }
  }
  return { products, sums };
}

const product = (target: Node<'matmul'>, inputs: readonly string[], emit: OnnxEmitter): string =>
  emit.add('Gemm', inputs, {
    transA: { int: target.attributes.transposeLeft ? 1 : 0 },
    transB: { int: target.attributes.transposeRight ? 1 : 0 },
  });

const same =
  (type: string) =>
  (_: Node, inputs: readonly string[], emit: OnnxEmitter): string =>
    emit.add(type, inputs);
const reduction =
  (type: string) =>
  (target: Node<'sum' | 'max' | 'logSumExp'>, [x]: readonly string[], emit: OnnxEmitter): string =>
    target.attributes.axes.length === 0
      ? x!
      : emit.add(type, [x!, emit.names.int64s(target.attributes.axes)], {
          keepdims: { int: target.attributes.keepDimensions ? 1 : 0 },
        });

export const onnxForms: { readonly [Op in OpName]: OnnxForm<Op> } = {
  input: (target, _, emit) => emit.bound(target.attributes.name),
  constant: (target, _, emit) => {
    const { value } = target.attributes;
    return typeof value === 'number'
      ? emit.names.floats([value], [])
      : emit.names.floats([...value], target.shape as number[]);
  },
  negate: same('Neg'),
  exp: same('Exp'),
  log: same('Log'),
  sqrt: same('Sqrt'),
  absolute: same('Abs'),
  sign: same('Sign'),
  sigmoid: same('Sigmoid'),
  tanh: same('Tanh'),
  softplus: same('Softplus'),
  erf: same('Erf'),
  relu: same('Relu'),
  elu: (target, inputs, emit) => emit.add('Elu', inputs, { alpha: { float: target.attributes.alpha } }),
  leakyRelu: (target, inputs, emit) => emit.add('LeakyRelu', inputs, { alpha: { float: target.attributes.slope } }),
  clip: (target, [x], emit) =>
    emit.add('Clip', [
      x!,
      emit.names.floats([target.attributes.min], []),
      emit.names.floats([target.attributes.max], []),
    ]),
  not: same('Not'),
  cast: (target, inputs, emit) => emit.add('Cast', inputs, { to: { int: ONNX_TYPE[target.attributes.to] } }),
  add: same('Add'),
  subtract: same('Sub'),
  multiply: same('Mul'),
  divide: same('Div'),
  maximum: same('Max'),
  minimum: same('Min'),
  greater: same('Greater'),
  equal: same('Equal'),
  and: same('And'),
  where: same('Where'),
  sum: reduction('ReduceSum'),
  max: reduction('ReduceMax'),
  logSumExp: reduction('ReduceLogSumExp'),
  size: (target, [x], emit) => {
    const { axis } = target.attributes;
    const length = emit.add('Shape', [x!], { start: { int: axis }, end: { int: axis + 1 } });
    return emit.add('Squeeze', [emit.add('Cast', [length], { to: { int: ONNX_TYPE.float } }), emit.names.int64s([0])]);
  },
  matmul: product,
  reshape: (target, [x], emit) =>
    emit.add('Reshape', [x!, emit.names.int64s(target.shape.map((d) => (d === 'batch' ? -1 : d)))]),
  transpose: (target, inputs, emit) => emit.add('Transpose', inputs, { perm: { ints: target.attributes.permutation } }),
  slice: (target, [x], emit) => {
    const { axis, start, end } = target.attributes;
    return emit.add('Slice', [x!, emit.names.int64s([start]), emit.names.int64s([end]), emit.names.int64s([axis])]);
  },
  pad: (target, [x], emit) => {
    const { axis, before, after } = target.attributes;
    // All axes are named: ONNX Runtime 1.30 moves a transposition across a pad of some axes wrongly.
    const pads = [before, after].flatMap((length) => target.shape.map((_, at) => (at === axis ? length : 0)));
    return emit.add('Pad', [x!, emit.names.int64s(pads)]);
  },
  concatenate: (target, inputs, emit) => emit.add('Concat', inputs, { axis: { int: target.attributes.axis } }),
  broadcastLike: (_, [x, like], emit) => emit.add('Expand', [x!, emit.add('Shape', [like!])]),
  gather: (_, inputs, emit) => emit.add('Gather', inputs, { axis: { int: 0 } }),
  scatterAdd: (target, [rows, indices], emit) => {
    // The length of a row may be the batch, so the shape is read from the rows.
    const rowShape = emit.add('Shape', [rows!], { start: { int: 1 } });
    const shape = emit.add('Concat', [emit.names.int64s([target.attributes.rowCount]), rowShape], { axis: { int: 0 } });
    const zeros = emit.add('ConstantOfShape', [shape]);
    const wide = emit.add('Cast', [indices!], { to: { int: ONNX_TYPE.int64 } });
    const pointers = emit.add('Unsqueeze', [wide, emit.names.int64s([1])]);
    return emit.add('ScatterND', [zeros, pointers, rows!], { reduction: { text: 'add' } });
  },
};
