import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { encodeModel } from '../../src/engine/onnx-proto.ts';
import { openSession } from '../../src/engine/session.ts';

/** The fields of one protobuf message: number to values, messages as bytes. */
function fieldsOf(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (number | Uint8Array)[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value = type === WireType.LengthDelimited ? reader.bytes() : Number(reader.int64());
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}
const text = (value: number | Uint8Array | undefined): string => new TextDecoder().decode(value as Uint8Array);

const elements = Float32Array.of(1, 2, 3);
const model = encodeModel(
  {
    name: 'sum',
    nodes: [{ type: 'Add', inputs: ['x', 'weights'], outputs: ['y'] }],
    initializers: [{ name: 'weights', type: 'float', shape: [3], bytes: new Uint8Array(elements.buffer) }],
    inputs: [{ name: 'x', type: 'float', shape: ['batch', 3] }],
    outputs: [{ name: 'y', type: 'float', shape: ['batch', 3] }],
  },
  { author: 'me', model: 'vae' },
);

test('a model says which format and operations it needs: what onnxruntime 1.17 opens', () => {
  const fields = fieldsOf(model);
  expect(fields.get(1)).toEqual([8]);
  expect(text(fields.get(2)![0])).toBe('elbo');
  expect(fieldsOf(fields.get(8)![0] as Uint8Array).get(2)).toEqual([18]);
  const entries = fields.get(14)!.map((entry) => fieldsOf(entry as Uint8Array));
  expect(entries.map((entry) => [text(entry.get(1)![0]), text(entry.get(2)![0])])).toEqual([
    ['author', 'me'],
    ['model', 'vae'],
  ]);
});

test('a graph has one message, its initializers their elements as they lie in memory', () => {
  const graphs = fieldsOf(model).get(7)!;
  expect(graphs).toHaveLength(1);
  const graph = fieldsOf(graphs[0] as Uint8Array);
  expect(text(graph.get(2)![0])).toBe('sum');
  const [tensor] = graph.get(5)!.map((each) => fieldsOf(each as Uint8Array));
  expect(tensor!.get(1)).toEqual([3]);
  expect(tensor!.get(2)).toEqual([1]);
  expect(text(tensor!.get(8)![0])).toBe('weights');
  expect(tensor!.get(9)![0]).toEqual(new Uint8Array(elements.buffer));
});

test('the runtime reads what was written, subgraphs and attributes of every kind included', async () => {
  const session = await openSession(
    encodeModel({
      name: 'conditional',
      nodes: [
        { type: 'Cast', inputs: ['x'], outputs: ['condition'], attributes: { to: { int: 9 } } },
        {
          type: 'If',
          inputs: ['condition'],
          outputs: ['y'],
          attributes: {
            then_branch: {
              graph: {
                name: 'yes',
                nodes: [
                  { type: 'LeakyRelu', inputs: ['table'], outputs: ['leaky'], attributes: { alpha: { float: 0.5 } } },
                  { type: 'Transpose', inputs: ['leaky'], outputs: ['then'], attributes: { perm: { ints: [1, 0] } } },
                ],
                initializers: [
                  {
                    name: 'table',
                    type: 'float',
                    shape: [1, 2],
                    bytes: new Uint8Array(Float32Array.of(-4, 3).buffer),
                  },
                ],
                inputs: [],
                outputs: [{ name: 'then', type: 'float', shape: [2, 1] }],
              },
            },
            else_branch: {
              graph: {
                name: 'no',
                nodes: [{ type: 'Reshape', inputs: ['x', 'shape'], outputs: ['else'] }],
                initializers: [],
                inputs: [],
                outputs: [{ name: 'else', type: 'float', shape: [1, 1] }],
              },
            },
          },
        },
      ],
      initializers: [
        { name: 'shape', type: 'int64', shape: [2], bytes: new Uint8Array(BigInt64Array.of(1n, -1n).buffer) },
      ],
      inputs: [{ name: 'x', type: 'float', shape: [] }],
      outputs: [{ name: 'y', type: 'float', shape: ['rows', 1] }],
    }),
    { threads: 1 },
  );
  const run = async (x: number) => (await session.run({ x: { data: Float32Array.of(x), shape: [] } })).y;
  expect(await run(1)).toEqual({ shape: [2, 1], data: Float32Array.of(-2, 3) });
  expect(await run(0)).toEqual({ shape: [1, 1], data: Float32Array.of(0) });
  await session.release();
});
