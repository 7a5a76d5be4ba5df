/** A graph as text, one node a line: for people and for tests that count nodes. */
import { showShape } from '../tensor/shape.ts';
import { type Node, topologicalOrder } from './node.ts';

export function print(outputs: readonly Node[]): string {
  const names = new Map<Node, string>();
  const lines = topologicalOrder(outputs).map((target, index) => {
    names.set(target, `%${index}`);
    const inputs = target.inputs.map((source) => names.get(source)).join(', ');
    const attributes = JSON.stringify(target.attributes, (_, value) => (value instanceof Float64Array ? '...' : value));
    const label = target.label === undefined ? '' : `  # ${target.label}`;
    return `%${index} = ${target.op}(${inputs})${attributes === '{}' ? '' : ` ${attributes}`} ${showShape(target.shape)}${label}`;
  });
  return [...lines, `return ${outputs.map((output) => names.get(output)).join(', ')}`].join('\n');
}
