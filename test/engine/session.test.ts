import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeModel, type OnnxGraph } from '../../src/engine/onnx-proto.ts';
import { openSession, runtimeVersion } from '../../src/engine/session.ts';
import { uniform } from '../graph/central-differences.ts';

const graph = (type: string, shape: readonly (number | string)[], inputs = ['x']): OnnxGraph => ({
  name: 'test',
  nodes: [{ type, inputs, outputs: ['y'] }],
  initializers: [],
  inputs: [...new Set(inputs)].map((name) => ({ name, type: 'float', shape })),
  outputs: [{ name: 'y', type: 'float', shape }],
});

test('outputs are fresh arrays, inputs stay as they are', async () => {
  const session = await openSession(encodeModel(graph('Neg', ['n'])), { threads: 1 });
  const data = Float32Array.of(1, 2);
  const [first, second] = [
    await session.run({ x: { data, shape: [2] } }),
    await session.run({ x: { data: Float32Array.of(3, 4), shape: [2] } }),
  ];
  expect(first.y).toEqual({ shape: [2], data: Float32Array.of(-1, -2) });
  expect(second.y!.data).toEqual(Float32Array.of(-3, -4));
  expect(data).toEqual(Float32Array.of(1, 2));
  await session.release();
});

test('numbers too small for a normal float count as zero', async () => {
  const square = await openSession(encodeModel(graph('Mul', ['n'], ['x', 'x'])), { threads: 1 });
  const { y } = await square.run({ x: { data: Float32Array.of(2 ** -70, 2 ** -33), shape: [2] } });
  expect(y!.data).toEqual(Float32Array.of(0, 2 ** -66));
  await square.release();
});

test('the same number of threads gives the same bits', async () => {
  const side = 300;
  const data = Float32Array.from(uniform('matrix', side * side, -1, 1));
  const session = await openSession(encodeModel(graph('MatMul', [side, side], ['x', 'x'])), { threads: 2 });
  const run = async () => Buffer.from((await session.run({ x: { data, shape: [side, side] } })).y!.data.buffer);
  const expected = await run();
  for (let i = 0; i < 5; i++) expect((await run()).equals(expected)).toBe(true);
  await session.release();
});

test('a missing input is named', async () => {
  const session = await openSession(encodeModel(graph('Neg', ['n'])), { threads: 1 });
  await expect(session.run({})).rejects.toThrow("input 'x' is missing in 'feeds'.");
  await session.release();
});

test('the version is that of the installed runtime', async () => {
  const { version } = JSON.parse(readFileSync('node_modules/onnxruntime-node/package.json', 'utf8'));
  expect(await runtimeVersion()).toBe(version);
});
