import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedTensor } from '../../src/engine/program.ts';
import { evaluate } from '../../src/engine/reference.ts';
import {
  pack,
  planStorage,
  STORAGE_LIMITS,
  type StorageLimits,
  storageShape,
  tileProducts,
  UNCHANGED,
  unpack,
} from '../../src/engine/storage.ts';
import type { Node } from '../../src/graph/node.ts';
import { add, input, matmul, multiply, sum, tanh } from '../../src/graph/operations/index.ts';
import { uniform } from '../graph/central-differences.ts';

const nodesOf = (shapes: readonly (readonly number[])[]): Map<string, Node> =>
  new Map(shapes.map((shape, index) => [`p${index}`, input(`p${index}`, shape, 'parameter')]));
const plan = (parameters: Map<string, Node>, limits: StorageLimits, rawInput = (_: string): boolean => false) =>
  planStorage(parameters, (name) => (name === 'p0' ? 'own' : 'shared'), rawInput, limits);

test('packing and unpacking gives every number back, whatever the shapes and limits', () => {
  const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 }), { minLength: 1, maxLength: 6 });
  const limits = fc.record({ packLimit: fc.integer({ min: -1, max: 30 }), tileSize: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(shapes, limits, fc.boolean(), (list, limit, raw) => {
      const parameters = nodesOf(list);
      const tensors: Record<string, NamedTensor> = {};
      for (const [name, { shape }] of parameters) {
        const count = (shape as number[]).reduce((a, b) => a * b, 1);
        tensors[name] = { shape: shape as number[], data: Float32Array.from(uniform(name, count, -1, 1)) };
      }
      const storages = plan(parameters, limit, () => raw);
      const blocks = new Map(storages.map((storage) => [storage.name, pack(storage, (name) => tensors[name]!)]));
      for (const storage of storages)
        expect(blocks.get(storage.name)!.length).toBe(storageShape(storage).reduce((a, b) => a * b, 1));
      const found = unpack(
        storages,
        (storage) => blocks.get(storage.name)!,
        new Map([...parameters].map(([name, { shape }]) => [name, shape as number[]])),
      );
      expect(found).toEqual(tensors);
    }),
  );
});

describe('a plan', () => {
  const parameters = nodesOf([[2], [3], [4], [3, 8], [8, 3]]);

  test('packs small parameters of one group, and cuts large matrices', () => {
    const storages = plan(parameters, { packLimit: 4, tileSize: 6 }, (name) => name === 'p4');
    expect(storages.map((storage) => [storage.name, storageShape(storage)])).toEqual([
      ['pack:own', [2]],
      ['pack:shared', [7]],
      ['tile:p3:0', [3, 2]],
      ['tile:p3:1', [3, 2]],
      ['tile:p3:2', [3, 2]],
      ['tile:p3:3', [3, 2]],
      // It multiplies raw rows: its gradient is cut by features.
      ['tile:p4:0', [2, 3]],
      ['tile:p4:1', [2, 3]],
      ['tile:p4:2', [2, 3]],
      ['tile:p4:3', [2, 3]],
    ]);
  });

  test('leaves everything as it is where asked', () => {
    const storages = plan(parameters, UNCHANGED);
    expect(storages.map((storage) => [storage.name, storageShape(storage)])).toEqual(
      [...parameters].map(([name, { shape }]) => [name, shape]),
    );
  });

  test('packs the parameters of a small model, and cuts a matrix of twelve million numbers into twelve', () => {
    const large = nodesOf([[16, 8], [8], [12_000, 1000]]);
    const names = planStorage(
      large,
      () => 'main',
      () => false,
      STORAGE_LIMITS,
    ).map(({ name }) => name);
    expect(names).toEqual(['pack:main', ...Array.from({ length: 12 }, (_, i) => `tile:p2:${i}`)]);
  });
});

test('products with tiles are the products with the whole, however the whole is used', () => {
  const x = input('x', ['batch', 4]);
  const parameters = nodesOf([
    [4, 6],
    [6, 4],
  ]);
  const [first, second] = [...parameters.values()] as [Node, Node];
  const hidden = tanh(matmul(x, first));
  // A product, a product with the transposed matrix, and an element-wise use.
  const outputs = [
    matmul(hidden, second),
    matmul(x, second, false, true),
    sum(add(multiply(first, first), hidden.inputs[0]!.inputs[1]!)),
  ];
  const storages = plan(parameters, { packLimit: -1, tileSize: 4 }, (name) => name === 'p0');
  const { outputs: tiled, tiles } = tileProducts(outputs, parameters, storages);
  const whole = Object.fromEntries(
    [...parameters].map(([name, { shape }]) => [name, { shape: shape as number[], data: uniform(name, 24, -1, 1) }]),
  );
  const rows = { x: { shape: [3, 4], data: uniform('x', 12, -1, 1) } };
  const single = (name: string): NamedTensor => ({ ...whole[name]!, data: Float32Array.from(whole[name]!.data) });
  const parts = Object.fromEntries(
    storages.map((storage) => {
      const shape = storageShape(storage);
      return [storage.name, { shape, data: Float64Array.from(pack(storage, single)) }];
    }),
  );
  expect([...tiles.keys()]).toEqual(storages.map(({ name }) => name));
  const expected = evaluate(outputs, { ...rows, ...whole }, 3);
  evaluate(tiled, { ...rows, ...parts }, 3).forEach(({ shape, data }, index) => {
    expect(shape).toEqual(expected[index]!.shape);
    data.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[index]!.data[i]!, 6);
    });
  });
});
