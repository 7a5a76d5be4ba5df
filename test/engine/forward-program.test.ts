import { expect, test } from 'vitest';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import {
  add,
  cast,
  constant,
  constantTensor,
  gather,
  greater,
  input,
  matmul,
  multiply,
  sum,
} from '../../src/graph/operations/index.ts';

const options = { threads: 1 };
const x = input('x', ['batch', 3], 'rows');
const weight = input('weight', [3, 2], 'parameter');
const product = matmul(x, weight);
const sources = {
  x: { kind: 'float32', data: Float32Array.from({ length: 12 }, (_, i) => i), columns: 3 },
} as const;
const parameters = { weight: { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 0, 0) } };

test('outputs have their own shapes and names, whatever they are made of', async () => {
  const outputs = {
    product,
    'the same': matmul(x, weight),
    total: sum(product),
    large: greater(product, constant(5)),
    rows: x,
    three: constant(3),
    table: weight,
  };
  const program = await ForwardProgram.compile(outputs, sources, options);
  const found = await program.run({ parameters, rows: Int32Array.of(3, 0) });
  expect(found).toEqual({
    product: { shape: [2, 2], data: Float32Array.of(9, 10, 0, 1) },
    'the same': { shape: [2, 2], data: Float32Array.of(9, 10, 0, 1) },
    total: { shape: [], data: Float32Array.of(20) },
    large: { shape: [2, 2], data: Float32Array.of(1, 1, 0, 0) },
    rows: { shape: [2, 3], data: Float32Array.of(9, 10, 11, 0, 1, 2) },
    three: { shape: [], data: Float32Array.of(3) },
    table: parameters.weight,
  });
  await program.release();
});

test('one program serves batches of any size and changing parameters', async () => {
  const program = await ForwardProgram.compile({ product }, sources, options);
  for (const count of [1, 4, 0]) {
    const { product: found } = await program.run({ parameters, rows: Int32Array.from({ length: count }, (_, i) => i) });
    expect(found!.shape).toEqual([count, 2]);
  }
  const doubled = { weight: { shape: [3, 2], data: parameters.weight.data.map((value) => 2 * value) } };
  const { product: found } = await program.run({ parameters: doubled, rows: Int32Array.of(1) });
  expect(found!.data).toEqual(Float32Array.of(6, 8));
  await program.release();
});

test('values that are fed may be whole numbers, scalars and rows without a dataset', async () => {
  const chosen = input('chosen', ['batch'], 'value', 'int');
  const factor = input('factor', [], 'scalar');
  const noise = input('noise', ['batch', 2], 'noise');
  const hidden = input('hidden', ['batch', 2], 'mask', 'byte');
  const table = constantTensor([0, 1, 2, 3, 4, 5], [3, 2]);
  const value = multiply(add(gather(table, chosen), multiply(noise, cast(hidden, 'float'))), factor);
  const program = await ForwardProgram.compile({ value }, {}, options);
  const { value: found } = await program.run({
    parameters: {},
    rowInputs: { noise: Float32Array.of(0.5, 0.5, 0.25, 0.25), hidden: Uint8Array.of(1, 0, 0, 1) },
    values: {
      chosen: { shape: [2], data: Float32Array.of(2, 0) },
      factor: { shape: [], data: Float32Array.of(10) },
    },
  });
  expect(found).toEqual({ shape: [2, 2], data: Float32Array.of(45, 50, 0, 12.5) });
  await program.release();
});

test('two nodes that read one input are fed once', async () => {
  const again = input('x', ['batch', 3], 'rows');
  const program = await ForwardProgram.compile({ both: add(x, again) }, sources, options);
  const { both } = await program.run({ parameters: {}, rows: Int32Array.of(1) });
  expect(both!.data).toEqual(Float32Array.of(6, 8, 10));
  await program.release();
});
