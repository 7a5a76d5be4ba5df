import { describe, expect, test } from 'vitest';
import { OnnxEmitter, OnnxNames } from '../../src/engine/onnx-emitter.ts';
import type { Node } from '../../src/graph/node.ts';
import {
  add,
  constant,
  constantTensor,
  input,
  matmul,
  multiply,
  scatterAdd,
} from '../../src/graph/operations/index.ts';

const x = input('x', ['batch', 4]);
const weight = input('weight', [4, 3]);
const bias = input('bias', [3]);

function emitted(...outputs: Node[]): { types: string[]; names: OnnxNames } {
  const names = new OnnxNames();
  const emit = new OnnxEmitter(names);
  for (const each of [x, weight, bias]) emit.bind(each, each.attributes.name);
  emit.emit(outputs);
  return { types: emit.nodes.map(({ type }) => type), names };
}

describe('a product', () => {
  const product = matmul(x, weight);

  test('takes the row added to it along, on either side', () => {
    expect(emitted(add(product, bias)).types).toEqual(['Gemm']);
    expect(emitted(add(bias, product)).types).toEqual(['Gemm']);
    expect(emitted(add(product, constantTensor([1], [1]))).types).toEqual(['Gemm']);
  });

  test('that is used elsewhere, or is an output, stays by itself', () => {
    expect(emitted(multiply(add(product, bias), product)).types).toEqual(['Gemm', 'Add', 'Mul']);
    expect(emitted(add(product, bias), product).types).toEqual(['Gemm', 'Add']);
  });

  test('that the row would stretch stays by itself', () => {
    const column = matmul(x, input('weight', [4, 1]));
    expect(emitted(add(column, bias)).types).toEqual(['Gemm', 'Add']);
  });
});

test('small constants are kept once', () => {
  const { names } = emitted(add(constant(2), multiply(constant(2), constantTensor([2], [1]))));
  expect(names.initializers.map(({ shape }) => shape)).toEqual([[], [1]]);
});

test('an input that is not bound is a mistake of the program', () => {
  expect(() => emitted(input('y', []))).toThrow('the input "y" is not bound');
});

test('rows added into a table may be as long as the batch', () => {
  const rows = input('x', [4, 'batch']);
  expect(emitted(scatterAdd(rows, constantTensor([0, 1, 1, 0], [4]), 2)).types).toContain('ScatterND');
});
