/** The float64 reference: every operation in plain loops. It is the truth that the compiled programs are compared with. */

import { type Node, type OpName, topologicalOrder } from '../graph/node.ts';
import { resolveShape } from '../tensor/shape.ts';

/** A value at rest: `data` is row-major. */
export interface ReferenceValue {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type ReferenceForm<Op extends OpName> = (
  target: Node<Op>,
  inputs: readonly ReferenceValue[],
  shape: readonly number[],
) => Float64Array;

/**
 * Values of the outputs.
 *
 * @param feeds - input name to value; every input the outputs depend on
 * @param batch - number of rows that stand for the batch dimension
 */
export function evaluate(
  outputs: readonly Node[],
  feeds: Readonly<Record<string, ReferenceValue>>,
  batch = 1,
): ReferenceValue[] {
  const values = new Map<Node, ReferenceValue>();
  for (const target of topologicalOrder(outputs)) {
    const shape = resolveShape(target.shape, batch);
    if (target.op === 'input') {
      values.set(target, { shape, data: feeds[(target as Node<'input'>).attributes.name]!.data });
      continue;
    }
    const inputs = target.inputs.map((source) => values.get(source)!);
    const form = referenceForms[target.op] as ReferenceForm<OpName>;
    values.set(target, { shape, data: form(target, inputs, shape) });
  }
  return outputs.map((output) => values.get(output)!);
}

const count = (shape: readonly number[]): number => shape.reduce((all, d) => all * d, 1);

/** Row-major strides, 0 along axes that stretch to `shape`. */
function stridesFor(from: readonly number[], shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    const target = axis + shape.length - from.length;
    strides[target] = from[axis] === 1 ? 0 : stride;
    stride *= from[axis]!;
  }
  return strides;
}

/** Calls `visit(position, ...offsets)` for each element of `shape` with the matching offset in each operand. */
function walk(
  shape: readonly number[],
  operands: readonly (readonly number[])[],
  visit: (position: number, offsets: number[]) => void,
): void {
  const strides = operands.map((operand) => stridesFor(operand, shape));
  const total = count(shape);
  const index = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(operands.length).fill(0);
  for (let position = 0; position < total; position++) {
    visit(position, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      for (let k = 0; k < offsets.length; k++) offsets[k]! += strides[k]![axis]!;
      if (index[axis]! < shape[axis]!) break;
      for (let k = 0; k < offsets.length; k++) offsets[k]! -= strides[k]![axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

const unary =
  (f: (x: number) => number) =>
  (_: Node, [x]: readonly ReferenceValue[]): Float64Array =>
    x!.data.map(f);
const binary =
  (f: (a: number, b: number) => number) =>
  (_: Node, inputs: readonly ReferenceValue[], shape: readonly number[]): Float64Array => {
    const [a, b] = inputs as [ReferenceValue, ReferenceValue];
    const out = new Float64Array(count(shape));
    walk(shape, [a.shape, b.shape], (position, [i, j]) => {
      out[position] = f(a.data[i!]!, b.data[j!]!);
    });
    return out;
  };

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** The error function by its series below 3 and its continued fraction above: relative error about 1e-15. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    let term = a;
    let total = a;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * total; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      total += term;
    }
    return (Math.sign(x) * 2 * Math.exp(-a * a) * total) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

function reduce(
  target: Node,
  x: ReferenceValue,
  initial: number,
  step: (total: number, value: number) => number,
): Float64Array {
  const { axes } = target.attributes as { axes: readonly number[] };
  const kept = x.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
  const out = new Float64Array(count(kept)).fill(initial);
  walk(x.shape, [kept], (position, [k]) => {
    out[k!] = step(out[k!]!, x.data[position]!);
  });
  return out;
}

export const referenceForms: { readonly [Op in OpName]: ReferenceForm<Op> } = {
  input: () => new Float64Array(0),
  constant: (target) => {
    const { value } = target.attributes;
    return typeof value === 'number' ? Float64Array.of(value) : value;
  },
  negate: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  absolute: unary(Math.abs),
  sign: unary(Math.sign),
  sigmoid: unary(sigmoid),
  tanh: unary(Math.tanh),
  softplus: unary(softplus),
  erf: unary(erf),
  relu: unary((x) => Math.max(x, 0)),
  elu: (target, [x]) => x!.data.map((value) => (value > 0 ? value : target.attributes.alpha * Math.expm1(value))),
  leakyRelu: (target, [x]) => x!.data.map((value) => (value > 0 ? value : target.attributes.slope * value)),
  clip: (target, [x]) =>
    x!.data.map((value) => Math.min(Math.max(value, target.attributes.min), target.attributes.max)),
  not: unary((x) => (x === 0 ? 1 : 0)),
  cast: (target, [x]) => {
    const to = target.attributes.to;
    if (to === 'bool') return x!.data.map((value) => (value === 0 ? 0 : 1));
    return to === 'float' ? x!.data : x!.data.map(Math.trunc);
  },
  add: binary((a, b) => a + b),
  subtract: binary((a, b) => a - b),
  multiply: binary((a, b) => a * b),
  divide: binary((a, b) => a / b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  greater: binary((a, b) => (a > b ? 1 : 0)),
  equal: binary((a, b) => (a === b ? 1 : 0)),
  and: binary((a, b) => (a !== 0 && b !== 0 ? 1 : 0)),
  where: (_, inputs, shape) => {
    const [condition, a, b] = inputs as [ReferenceValue, ReferenceValue, ReferenceValue];
    const out = new Float64Array(count(shape));
    walk(shape, [condition.shape, a.shape, b.shape], (position, [c, i, j]) => {
      out[position] = condition.data[c!] !== 0 ? a.data[i!]! : b.data[j!]!;
    });
    return out;
  },
  sum: (target, [x]) => reduce(target, x!, 0, (total, value) => total + value),
  max: (target, [x]) => reduce(target, x!, Number.NEGATIVE_INFINITY, Math.max),
  logSumExp: (target, [x]) => {
    const peak = reduce(target, x!, Number.NEGATIVE_INFINITY, Math.max);
    const { axes } = target.attributes;
    const kept = x!.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
    const out = new Float64Array(peak.length);
    walk(x!.shape, [kept], (position, [k]) => {
      out[k!]! += Math.exp(x!.data[position]! - peak[k!]!);
    });
    return out.map((total, k) => peak[k]! + Math.log(total));
  },
  size: (target, [x]) => Float64Array.of(x!.shape[target.attributes.axis]!),
  matmul: (target, inputs, shape) => {
    const [left, right] = inputs as [ReferenceValue, ReferenceValue];
    const { transposeLeft, transposeRight } = target.attributes;
    const [rows, columns] = shape as [number, number];
    const inner = transposeLeft ? left.shape[0]! : left.shape[1]!;
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < inner; k++) {
        const a = left.data[transposeLeft ? k * rows + i : i * inner + k]!;
        for (let j = 0; j < columns; j++)
          out[i * columns + j]! += a * right.data[transposeRight ? j * inner + k : k * columns + j]!;
      }
    }
    return out;
  },
  reshape: (_, [x]) => x!.data,
  transpose: (target, [x], shape) => {
    const strides = stridesFor(x!.shape, x!.shape).map((stride, axis) => (x!.shape[axis] === 1 ? 0 : stride));
    const out = new Float64Array(x!.data.length);
    const { permutation } = target.attributes;
    const index = new Array<number>(shape.length).fill(0);
    for (let position = 0; position < out.length; position++) {
      out[position] = x!.data[index.reduce((offset, at, axis) => offset + at * strides[permutation[axis]!]!, 0)]!;
      for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    }
    return out;
  },
  slice: (target, [x]) => blocks(x!, target.attributes.axis, target.attributes.start, target.attributes.end),
  pad: (target, [x], shape) => {
    const { axis, before } = target.attributes;
    const inner = count(shape.slice(axis + 1));
    const out = new Float64Array(count(shape));
    const run = x!.shape[axis]! * inner;
    for (let outer = 0; outer * run < x!.data.length; outer++) {
      out.set(x!.data.subarray(outer * run, (outer + 1) * run), outer * shape[axis]! * inner + before * inner);
    }
    return out;
  },
  concatenate: (target, inputs, shape) => {
    const { axis } = target.attributes;
    const inner = count(shape.slice(axis + 1));
    const out = new Float64Array(count(shape));
    let start = 0;
    for (const part of inputs) {
      const run = part.shape[axis]! * inner;
      for (let outer = 0; outer * run < part.data.length; outer++) {
        out.set(part.data.subarray(outer * run, (outer + 1) * run), outer * shape[axis]! * inner + start);
      }
      start += run;
    }
    return out;
  },
  broadcastLike: (_, [x], shape) => {
    const out = new Float64Array(count(shape));
    walk(shape, [x!.shape], (position, [i]) => {
      out[position] = x!.data[i!]!;
    });
    return out;
  },
  gather: (_, [table, indices]) => {
    const inner = count(table!.shape.slice(1));
    const out = new Float64Array(indices!.data.length * inner);
    indices!.data.forEach((row, k) => {
      out.set(table!.data.subarray(row * inner, (row + 1) * inner), k * inner);
    });
    return out;
  },
  scatterAdd: (_, [rows, indices], shape) => {
    const inner = count(shape.slice(1));
    const out = new Float64Array(count(shape));
    indices!.data.forEach((row, k) => {
      for (let j = 0; j < inner; j++) out[row * inner + j]! += rows!.data[k * inner + j]!;
    });
    return out;
  },
};

function blocks(x: ReferenceValue, axis: number, start: number, end: number): Float64Array {
  const inner = count(x.shape.slice(axis + 1));
  const outerCount = count(x.shape.slice(0, axis));
  const run = (end - start) * inner;
  const out = new Float64Array(outerCount * run);
  for (let outer = 0; outer < outerCount; outer++) {
    const from = (outer * x.shape[axis]! + start) * inner;
    out.set(x.data.subarray(from, from + run), outer * run);
  }
  return out;
}
