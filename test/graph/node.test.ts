import { expect, test } from 'vitest';
import { inputsOf, isOp, labelled, type Node, substitute, topologicalOrder } from '../../src/graph/node.ts';
import { add, exp, input, negate } from '../../src/graph/operations/index.ts';

const x = input('x', []);
const y = input('y', []);

test('inputs come before their users, each node once, outputs in the order asked for', () => {
  const shared = exp(x);
  const left = add(shared, y);
  const right = add(y, shared);
  expect(topologicalOrder([right, left, shared])).toEqual([y, x, shared, right, left]);
});

test('a graph of a hundred thousand nodes in a row is walked without recursion', () => {
  let deep: Node = x;
  for (let i = 0; i < 100_000; i++) deep = negate(deep);
  expect(topologicalOrder([deep])).toHaveLength(100_001);
});

test('inputs are listed once each', () => {
  expect(inputsOf([add(x, y), exp(x)]).map((each) => each.attributes.name)).toEqual(['x', 'y']);
});

test('substitution replaces nodes, shares untouched parts and keeps labels', () => {
  const kept = exp(y);
  const named = labelled(add(exp(x), kept), 'sum');
  const [changed, same] = substitute([named, kept], new Map([[x, y as Node]]));
  expect(same).toBe(kept);
  expect(changed!.label).toBe('sum');
  expect(inputsOf([changed!])).toEqual([y]);
  expect(changed!.inputs[1]).toBe(kept);
});

test('a replacement is put in as it is: what it is made of is not replaced again', () => {
  const [changed] = substitute([exp(x)], new Map<Node, Node>([[x, negate(x)]]));
  expect(changed).toEqual(exp(negate(x)));
});

test('a label names a node and changes nothing else', () => {
  const named = labelled(exp(x), 'variance');
  expect(named).toEqual({ ...exp(x), label: 'variance' });
  expect(isOp(named, 'exp')).toBe(true);
  expect(isOp(named, 'add')).toBe(false);
});
