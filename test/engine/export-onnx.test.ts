import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportModel } from '../../src/engine/export-onnx.ts';
import type { NamedTensors } from '../../src/engine/program.ts';
import { evaluate } from '../../src/engine/reference.ts';
import type { Node } from '../../src/graph/node.ts';
import {
  add,
  constant,
  divide,
  elu,
  exp,
  input,
  matmul,
  multiply,
  sigmoid,
  sqrt,
  subtract,
} from '../../src/graph/operations/index.ts';
import { uniform } from '../graph/central-differences.ts';
import { pythonWithOnnxruntime, runInPython } from './python-runtime.ts';

const BATCH = 3;
const x = input('x', ['batch', 6], 'rows');
const noise = input('noise', ['batch', 2], 'noise');
const weight = input('encoder.weight', [6, 2], 'parameter');
const bias = input('encoder.bias', [2], 'parameter');
const center = input('running mean', [2], 'state');
const spread = input('running variance', [2], 'state');
const mean = elu(divide(subtract(add(matmul(x, weight), bias), center), sqrt(add(spread, constant(1e-3)))));
const outputs: Record<string, Node> = {
  mean,
  sample: add(mean, multiply(exp(sigmoid(mean)), noise)),
  'mean again': mean,
  'as given': x,
  fixed: constant(2),
};

const tensors = Object.fromEntries(
  [weight, bias, center, spread].map(({ attributes: { name }, shape }) => {
    const count = (shape as number[]).reduce((a, b) => a * b, 1);
    return [name, { shape: shape as number[], data: Float32Array.from(uniform(name, count, 0.1, 1)) }];
  }),
) satisfies NamedTensors;
const feeds = {
  x: { shape: [BATCH, 6], data: uniform('x', BATCH * 6, -2, 2).map(Math.fround) },
  noise: { shape: [BATCH, 2], data: uniform('noise', BATCH * 2, -2, 2).map(Math.fround) },
};
const expected = evaluate(
  Object.values(outputs),
  {
    ...feeds,
    ...Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    ),
  },
  BATCH,
);

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elbo-'));
  path = join(folder, 'encoder.onnx');
  const metadata = { task: 'encode' };
  writeFileSync(path, exportModel(outputs, tensors, { inputNames: { noise: 'standard normal' }, metadata }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function expectSame(found: ArrayLike<number>, index: number): void {
  expect(found.length).toBe(expected[index]!.data.length);
  expected[index]!.data.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}

describe('an exported model', () => {
  test('is opened by plain onnxruntime and gives the same numbers under the given names', async () => {
    const session = await InferenceSession.create(path);
    expect(session.inputNames).toEqual(['x', 'standard normal']);
    expect(session.outputNames).toEqual(Object.keys(outputs));
    expect(session.inputMetadata[0]).toMatchObject({ name: 'x', type: 'float32', shape: ['batch', 6] });
    const tensor = ({ shape, data }: { shape: number[]; data: Float64Array }) =>
      new Tensor('float32', Float32Array.from(data), shape);
    const found = await session.run({ x: tensor(feeds.x), 'standard normal': tensor(feeds.noise) });
    for (const [index, name] of Object.keys(outputs).entries()) {
      expect(found[name]!.dims).toEqual(expected[index]!.shape);
      expectSame(found[name]!.data as Float32Array, index);
    }
    await session.release();
  });

  const python = pythonWithOnnxruntime();
  test.skipIf(python === undefined)('is opened by Python and gives the same numbers', () => {
    const plain = ({ shape, data }: { shape: number[]; data: Float64Array }) => ({ shape, data: [...data] });
    const found = runInPython(python!, path, { x: plain(feeds.x), 'standard normal': plain(feeds.noise) });
    expect(found.inputs).toEqual({ x: ['batch', 6], 'standard normal': ['batch', 2] });
    for (const [index, name] of Object.keys(outputs).entries()) {
      expect(found.outputs[name]!.shape).toEqual(expected[index]!.shape);
      expectSame(found.outputs[name]!.data, index);
    }
  });

  test('holds no parameter that its outputs do not use', () => {
    const unused = { shape: [100_000], data: new Float32Array(100_000) };
    expect(exportModel({ mean }, { ...tensors, unused }).length).toBeLessThan(4_000);
  });

  test('is its parameters and little more', () => {
    const large = input('large', [500, 200], 'parameter');
    const data = new Float32Array(100_000);
    const bytes = exportModel(
      { y: matmul(input('x', ['batch', 500], 'rows'), large) },
      { large: { shape: [500, 200], data } },
    );
    expect(bytes.length - data.byteLength).toBeLessThan(400);
  });
});
