/**
 * Rewrites that keep values: equal nodes become one, constants are folded, steps that change nothing go, and values
 * stretched only to meet a larger operand stay small. Up to rounding in folded constants, values do not change.
 */
import { sameShape } from '../tensor/shape.ts';
import { isOp, type Node, topologicalOrder } from './node.ts';
import { broadcastLike, constant, divide, multiply, negate, reshape, subtract } from './operations/index.ts';

export function simplify(outputs: readonly Node[]): Node[] {
  const canonical = new Map<string, Node>();
  const identity = new Map<Node, number>();
  const built = new Map<Node, Node>();

  const intern = (candidate: Node): Node => {
    const key = keyOf(candidate, identity);
    const known = canonical.get(key);
    if (known !== undefined) return known;
    canonical.set(key, candidate);
    identity.set(candidate, identity.size);
    return candidate;
  };
  // A rewrite may build several nodes; each is brought to canonical form, inputs first, until nothing applies.
  const settle = (candidate: Node): Node => {
    if (identity.has(candidate)) return candidate;
    const inputs = candidate.inputs.map(settle);
    const same = inputs.every((source, index) => source === candidate.inputs[index]);
    const current = same ? candidate : { ...candidate, inputs };
    const rewritten = rewrite(current);
    return rewritten === undefined ? intern(current) : settle(rewritten);
  };
  for (const original of topologicalOrder(outputs)) {
    const inputs = original.inputs.map((source) => built.get(source)!);
    const same = inputs.every((source, index) => source === original.inputs[index]);
    built.set(original, settle(same ? original : { ...original, inputs }));
  }
  return outputs.map((output) => built.get(output)!);
}

function keyOf(target: Node, identity: ReadonlyMap<Node, number>): string {
  const attributes =
    isOp(target, 'constant') && typeof target.attributes.value !== 'number'
      ? Array.from(target.attributes.value, exactly).join()
      : JSON.stringify(target.attributes, (_, value) => (typeof value === 'number' ? exactly(value) : value));
  const inputs = target.inputs.map((source) => identity.get(source)).join();
  return `${target.op}(${inputs})${attributes}${target.shape.join()}`;
}

/** A number as text that no other number has: JSON has one word for all that are not finite, and no sign of zero. */
const exactly = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

const scalarOf = (target: Node): number | undefined =>
  isOp(target, 'constant') && typeof target.attributes.value === 'number' ? target.attributes.value : undefined;

const FOLDED: { readonly [op: string]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};
const ELEMENTWISE = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'maximum',
  'minimum',
  'where',
  'greater',
  'equal',
]);

/** One step towards the simple form, or `undefined` when none applies. */
function rewrite(target: Node): Node | undefined {
  const [first, second] = target.inputs;
  const a = first === undefined ? undefined : scalarOf(first);
  const b = second === undefined ? undefined : scalarOf(second);

  if (ELEMENTWISE.has(target.op)) {
    const smaller = unstretched(target);
    if (smaller !== undefined) return smaller;
  }
  const fold = FOLDED[target.op];
  if (fold !== undefined && a !== undefined && b !== undefined) return constant(fold(a, b));

  switch (target.op) {
    case 'negate':
      if (a !== undefined) return constant(-a);
      if (isOp(first!, 'negate')) return first.inputs[0]!;
      if (isOp(first!, 'broadcastLike')) return broadcastLike(negate(first.inputs[0]!), first.inputs[1]!);
      return undefined;
    case 'add':
      if (a === 0 && sameShape(second!.shape, target.shape)) return second;
      if (b === 0 && sameShape(first!.shape, target.shape)) return first;
      if (isOp(second!, 'negate')) return subtract(first!, second.inputs[0]!);
      if (isOp(first!, 'negate')) return subtract(second!, first.inputs[0]!);
      return undefined;
    case 'subtract':
      if (b === 0 && sameShape(first!.shape, target.shape)) return first;
      if (a === 0 && sameShape(second!.shape, target.shape)) return negate(second!);
      return undefined;
    case 'multiply':
      if (a === 1 && sameShape(second!.shape, target.shape)) return second;
      if (b === 1 && sameShape(first!.shape, target.shape)) return first;
      if (a === -1 && sameShape(second!.shape, target.shape)) return negate(second!);
      if (b === -1 && sameShape(first!.shape, target.shape)) return negate(first!);
      return a === undefined && b === undefined ? undefined : mergedFactor(target, a, b);
    case 'divide':
      if (b === 1 && sameShape(first!.shape, target.shape)) return first;
      if (isOp(first!, 'broadcastLike') && second!.shape.length === 0) {
        return broadcastLike(divide(first.inputs[0]!, second!), first.inputs[1]!);
      }
      return undefined;
    case 'reshape':
      if (sameShape(first!.shape, target.shape)) return first;
      if (isOp(first!, 'reshape')) return reshape(first.inputs[0]!, target.shape);
      // A stretched number is still that number under another shape.
      if (isOp(first!, 'broadcastLike') && first.inputs[0]!.shape.length === 0) {
        return broadcastLike(first.inputs[0]!, reshape(first.inputs[1]!, target.shape));
      }
      return undefined;
    case 'broadcastLike':
      if (isOp(first!, 'broadcastLike')) return broadcastLike(first.inputs[0]!, second!);
      return undefined;
    case 'slice': {
      const { axis, start, end } = (target as Node<'slice'>).attributes;
      return start === 0 && end === first!.shape[axis] ? first : undefined;
    }
    case 'concatenate':
      return target.inputs.length === 1 ? first : undefined;
    case 'cast':
      return first!.type === target.type ? first : undefined;
    default:
      return undefined;
  }
}

/** c1 * (c2 * x) as (c1 c2) * x. */
function mergedFactor(target: Node, a: number | undefined, b: number | undefined): Node | undefined {
  const [first, second] = target.inputs as [Node, Node];
  const [factor, rest] = a === undefined ? [b!, first] : [a, second];
  if (!isOp(rest, 'multiply')) return undefined;
  const inner = rest.inputs.map(scalarOf);
  const index = inner.findIndex((value) => value !== undefined);
  return index === -1 ? undefined : multiply(constant(factor * inner[index]!), rest.inputs[1 - index]!);
}

/** An element-wise operation whose stretched operand may stay small because another operand has the full shape. */
function unstretched(target: Node): Node | undefined {
  for (let index = 0; index < target.inputs.length; index++) {
    const operand = target.inputs[index]!;
    if (!isOp(operand, 'broadcastLike')) continue;
    const others = target.inputs.filter((_, other) => other !== index);
    if (others.some((other) => sameShape(other.shape, target.shape) && !isOp(other, 'broadcastLike'))) {
      const inputs = target.inputs.map((source, other) => (other === index ? operand.inputs[0]! : source));
      return { ...target, inputs };
    }
  }
  return undefined;
}
