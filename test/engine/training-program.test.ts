import { describe, expect, test } from 'vitest';
import type { Chunk, NamedTensor, NamedTensors, OptimizerForm, StepSpec } from '../../src/engine/program.ts';
import { STORAGE_LIMITS, UNCHANGED } from '../../src/engine/storage.ts';
import { TrainingProgram } from '../../src/engine/training-program.ts';
import type { Node } from '../../src/graph/node.ts';
import {
  add,
  cast,
  constantTensor,
  input,
  log,
  matmul,
  multiply,
  scale,
  square,
  subtract,
  sum,
} from '../../src/graph/operations/index.ts';
import { adam, descent } from './optimizers.ts';
import { referenceSteps } from './reference-steps.ts';
import { partOf, type SmallModel, smallModel, stepsOf } from './small-model.ts';

const options = { threads: 1 };
const everything = (program: TrainingProgram): NamedTensors => ({ ...program.parameters(), ...program.slots() });
/** The bits as they lie in memory: reading numbers one by one would lose those below the smallest normal float. */
const bytesOf = (tensors: NamedTensors): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tensors)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { shape, data }]) => [
        `${name} ${shape}`,
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
      ]),
  );
const numbers = (...data: number[]): NamedTensor => ({ shape: [data.length], data: Float32Array.from(data) });
const scalar = (value: number): NamedTensor => ({ shape: [], data: Float32Array.of(value) });

async function trained({ spec, state, sources }: SmallModel, chunks: readonly Chunk[], limits = STORAGE_LIMITS) {
  const program = await TrainingProgram.compile(spec, sources, options, limits);
  program.load(state);
  const losses: number[] = [];
  for (const chunk of chunks) losses.push(...(await program.run(chunk)).reports.loss!);
  const after = everything(program);
  await program.release();
  return { after, losses };
}

describe('a chunk of steps', () => {
  const model = smallModel([6, 5, 2], true);
  const whole = stepsOf(64, 2);
  const cut = (lengths: readonly number[]): Chunk[] => {
    let at = 0;
    return lengths.map((length) => partOf(whole, at, (at += length)));
  };

  test('gives the same bits however the steps are cut, partial batches and running statistics included', async () => {
    const expected = await trained(model, [whole]);
    expect(expected.losses).toHaveLength(64);
    expect(expected.losses[63]).toBeLessThan(expected.losses[0]!);
    for (const lengths of [new Array(64).fill(1), [...new Array(9).fill(7), 1], [1, 30, 2, 31]]) {
      const found = await trained(model, cut(lengths));
      expect(found.losses).toEqual(expected.losses);
      expect(bytesOf(found.after)).toEqual(bytesOf(expected.after));
    }
  });

  test('is what the float64 reference computes, however parameters lie in memory', async () => {
    const chunk = partOf(whole, 0, 12);
    const reference = referenceSteps(model.spec, model.sources, model.state, chunk);
    const ways = {
      unchanged: UNCHANGED,
      packed: STORAGE_LIMITS,
      tiled: { packLimit: -1, tileSize: 4 },
      mixed: { packLimit: 6, tileSize: 11 },
    };
    for (const [name, limits] of Object.entries(ways)) {
      const { after, losses } = await trained(model, [chunk], limits);
      losses.forEach((loss, step) => {
        expect(Math.abs(loss / reference.losses[step]! - 1), `${name} loss ${step}`).toBeLessThan(1e-5);
      });
      expect(Object.keys(after).sort()).toEqual(Object.keys(reference.held).sort());
      for (const [tensor, { data, shape }] of Object.entries(after)) {
        expect(shape).toEqual(reference.held[tensor]!.shape);
        const expected = reference.held[tensor]!.data;
        // Centred values leave the first bias a gradient of rounding alone, so small tensors are held to 1e-5.
        const size = Math.max(0.1, ...expected.map(Math.abs));
        data.forEach((value, i) => {
          expect(Math.abs(value - expected[i]!), `${name} ${tensor}[${i}]`).toBeLessThan(1e-4 * size);
        });
      }
    }
  });
});

describe('what is loaded', () => {
  test('comes back bit for bit, slots included, however it lies in memory', async () => {
    const { spec, state, sources } = smallModel([6, 5, 2], true);
    const slots: Record<string, NamedTensor> = {};
    for (const [name, node] of spec.parameters) {
      const shape = node.shape as number[];
      for (const slot of adam.slots) {
        const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => Math.sin(i + name.length));
        slots[`main/${slot}/${name}`] = { shape, data };
      }
    }
    const loaded = { ...state, ...slots };
    for (const limits of [STORAGE_LIMITS, UNCHANGED, { packLimit: 6, tileSize: 4 }]) {
      const program = await TrainingProgram.compile(spec, sources, options, limits);
      program.load(loaded);
      expect(bytesOf(everything(program))).toEqual(bytesOf(loaded));
      // Each parameter with two slots, and the running mean.
      const count = [...spec.parameters.values()].reduce(
        (n, { shape }) => n + (shape as number[]).reduce((a, b) => a * b),
        0,
      );
      expect(program.carriedBytes).toBe(4 * (3 * count + 5));
      await program.release();
    }
  });

  test('has slots of zeros where none are given', async () => {
    const { spec, state, sources } = smallModel([6, 5, 2], false);
    const program = await TrainingProgram.compile(spec, sources, options);
    program.load(state);
    expect(Object.keys(program.slots())).toHaveLength(2 * spec.parameters.size);
    for (const { data } of Object.values(program.slots())) expect(data.every((value) => value === 0)).toBe(true);
    await program.release();
  });
});

describe('parameters that no update trains', () => {
  test('keep every bit and are not carried', async () => {
    const { spec, state, sources } = smallModel([6, 5, 2], false);
    const trains = [...spec.parameters.keys()].filter((name) => name.startsWith('decoder'));
    const frozen = [...spec.parameters.keys()].filter((name) => name.startsWith('encoder'));
    // Below the smallest normal float: arithmetic of the engine would make it zero.
    new Uint32Array(state['encoder.mean.bias']!.data.buffer)[0] = 71_362;
    const before = bytesOf(Object.fromEntries(frozen.map((name) => [name, state[name]!])));
    expect(before['encoder.mean.bias 2']).toMatch(/^c2160100/);
    const decoderOnly: StepSpec = { ...spec, updates: [{ ...spec.updates[0]!, trains }] };
    for (const limits of [STORAGE_LIMITS, { packLimit: -1, tileSize: 4 }]) {
      const { after } = await trained({ spec: decoderOnly, state, sources }, [stepsOf(5, 2)], limits);
      expect(bytesOf(Object.fromEntries(frozen.map((name) => [name, after[name]!])))).toEqual(before);
      expect(after['decoder.output.weight']!.data).not.toEqual(state['decoder.output.weight']!.data);
      expect(Object.keys(after).some((name) => name.includes('/encoder'))).toBe(false);
    }
  });
});

describe('updates of one step', () => {
  const a = input('a', [], 'parameter');
  const b = input('b', [], 'parameter');
  const parameters = new Map<string, Node>([
    ['a', a],
    ['b', b],
  ]);
  const chunk = (stepCount: number, scalars: Record<string, number[]>): Chunk => ({
    stepCount,
    rows: new Int32Array(0),
    starts: new Int32Array(stepCount + 1),
    rowInputs: {},
    scalars: Object.fromEntries(Object.entries(scalars).map(([name, data]) => [name, Float32Array.from(data)])),
  });
  const parametersAfter = async (
    spec: StepSpec,
    steps: Chunk,
    limits = STORAGE_LIMITS,
  ): Promise<Record<string, number>> => {
    const program = await TrainingProgram.compile(spec, {}, options, limits);
    program.load({ a: scalar(1), b: scalar(2) });
    await program.run(steps);
    const results = program.parameters();
    await program.release();
    return { a: results.a!.data[0]!, b: results.b!.data[0]! };
  };
  const first = { name: 'first', loss: multiply(a, b), trains: ['a'], optimizer: descent, every: 1 };
  const second = { name: 'second', loss: multiply(a, square(b)), trains: ['b'], optimizer: descent, every: 1 };

  test.each([
    ['packed', STORAGE_LIMITS],
    ['apart', UNCHANGED],
  ])('see what earlier ones changed, as a number (%s)', async (_, limits) => {
    // a' = a - 0.1 b = 0.8; then b' = b - 0.1 * 2 a' b = 1.68. Were a' a function of b, b' would be 1.72.
    const spec = { parameters, states: new Map(), updates: [first, second], reports: {} };
    const found = await parametersAfter(spec, chunk(1, { 'first.rate': [0.1], 'second.rate': [0.1] }), limits);
    expect(found.a).toBeCloseTo(0.8, 6);
    expect(found.b).toBeCloseTo(1.68, 6);
  });

  test.each([
    ['packed', STORAGE_LIMITS],
    ['apart', UNCHANGED],
  ])('may move one parameter twice (%s)', async (_, limits) => {
    // As above, and a'' = a' - 0.1 b^2 = 0.4.
    const both = { ...second, trains: ['a', 'b'] };
    const spec = { parameters, states: new Map(), updates: [first, both], reports: {} };
    const found = await parametersAfter(spec, chunk(1, { 'first.rate': [0.1], 'second.rate': [0.1] }), limits);
    expect(found.a).toBeCloseTo(0.4, 6);
    expect(found.b).toBeCloseTo(1.68, 6);
  });

  test('of every second step leave their parameters alone in between', async () => {
    const seldom = { ...second, every: 2 };
    const spec = { parameters, states: new Map(), updates: [first, seldom], reports: { b } };
    const program = await TrainingProgram.compile(spec, {}, options);
    program.load({ a: scalar(1), b: scalar(2) });
    const rates = { 'first.rate': [0.1, 0.1, 0.1, 0.1], 'second.rate': [0.1, 0.1, 0.1, 0.1] };
    const { reports } = await program.run(chunk(4, { ...rates, 'second.active': [0, 1, 0, 1] }));
    // a' = 1 - 2 * 0.1 * 2 = 0.6 when b moves first: b' = 2 - 0.1 * 2 * 0.6 * 2 = 1.76.
    expect(reports.b![1]).toBe(2);
    expect(reports.b![2]).toBeCloseTo(1.76, 6);
    expect(reports.b![3]).toBe(reports.b![2]);
    expect(program.parameters().b!.data[0]).not.toBe(reports.b![3]);
    await program.release();
  });
});

describe('a value that is not finite', () => {
  const weight = input('weight', [2], 'parameter');
  const x = input('x', ['batch', 2], 'rows');
  const average = input('average', [2], 'state');
  const loss = sum(log(multiply(x, weight)));
  const spec: StepSpec = {
    parameters: new Map([['weight', weight]]),
    states: new Map([['average', { node: average, next: sum(x, [0]) }]]),
    updates: [{ name: 'main', loss, trains: ['weight'], optimizer: adam, every: 1 }],
    reports: { loss },
  };
  const state = { weight: numbers(1, 1), average: numbers(0, 0) };
  const steps = (rows: number[]): Chunk => ({
    stepCount: rows.length,
    rows: Int32Array.from(rows),
    starts: Int32Array.from({ length: rows.length + 1 }, (_, i) => i),
    rowInputs: {},
    scalars: {
      'main.rate': new Float32Array(rows.length).fill(0.01),
      'main.epsilon': new Float32Array(rows.length).fill(0.01),
    },
  });

  test('in a loss ends the chunk: the steps before it are counted, the state is that before the chunk', async () => {
    const rows = Float32Array.of(1, 2, 3, 4, -1, 1);
    const program = await TrainingProgram.compile(spec, { x: { kind: 'float32', data: rows, columns: 2 } }, options);
    program.load(state);
    const result = await program.run(steps([0, 1, 0, 2, 1]));
    expect(result.completed).toBe(3);
    expect(result.stateIsFinite).toBe(true);
    expect(result.reports.loss).toHaveLength(3);
    expect(result.reports.loss!.every(Number.isFinite)).toBe(true);
    expect(bytesOf(program.parameters())).toEqual(bytesOf(state));
    // The steps before it can be done again.
    expect((await program.run(steps([0, 1, 0]))).completed).toBe(3);
    expect(program.parameters().average!.data).toEqual(Float32Array.of(1, 2));
    await program.release();
  });

  test('in what is carried after the last step refuses the chunk', async () => {
    // The gradient 1 / weight is 1e30, and its square overflows in a slot; the loss is finite.
    const rows = Float32Array.of(1, 2);
    const program = await TrainingProgram.compile(spec, { x: { kind: 'float32', data: rows, columns: 2 } }, options);
    const tiny = { weight: numbers(1e-30, 1), average: numbers(0, 0) };
    program.load(tiny);
    const result = await program.run(steps([0]));
    expect(result).toMatchObject({ completed: 1, stateIsFinite: false });
    expect(bytesOf(program.parameters())).toEqual(bytesOf(tiny));
    await program.release();
  });
});

test('what is carried may be what came in, a frozen parameter, a constant or another output', async () => {
  const weight = input('weight', [2], 'parameter');
  const still = input('still', [2], 'parameter');
  const kept = input('kept', [2], 'state');
  const copied = input('copied', [2], 'state');
  const fixed = input('fixed', [2], 'state');
  const twin = input('twin', [2], 'state');
  const x = input('x', ['batch', 2], 'rows');
  const total = sum(x, [0]);
  const loss = sum(multiply(add(weight, still), x));
  const spec: StepSpec = {
    parameters: new Map<string, Node>([
      ['weight', weight],
      ['still', still],
    ]),
    states: new Map<string, { node: Node; next: Node }>([
      ['kept', { node: kept, next: kept }],
      ['copied', { node: copied, next: still }],
      ['fixed', { node: fixed, next: constantTensor([7, 8], [2]) }],
      ['twin', { node: twin, next: total }],
      // Equal to the gradient, hence to the slot below.
      ['sum', { node: input('sum', [2], 'state'), next: sum(x, [0]) }],
    ]),
    updates: [
      {
        name: 'main',
        loss,
        trains: ['weight'],
        optimizer: {
          slots: ['last'],
          scalars: [],
          update: (parameter, gradient) => ({
            parameter: add(parameter, scale(gradient, 0)),
            slots: { last: gradient },
          }),
        },
        every: 1,
      },
    ],
    reports: { loss, again: loss, constant: sum(constantTensor([1, 2], [2])) },
  };
  const sources = { x: { kind: 'float32', data: Float32Array.of(1, 2, 3, 4), columns: 2 } } as const;
  const program = await TrainingProgram.compile(spec, sources, options);
  const zero = numbers(0, 0);
  program.load({
    weight: numbers(1, 1),
    still: numbers(2, 3),
    kept: numbers(4, 5),
    copied: zero,
    fixed: zero,
    twin: zero,
    sum: zero,
  });
  const result = await program.run({
    stepCount: 2,
    rows: Int32Array.of(0, 1, 1),
    starts: Int32Array.of(0, 1, 3),
    rowInputs: {},
    scalars: {},
  });
  expect([...result.reports.loss!]).toEqual([11, 50]);
  expect(result.reports.again).toEqual(result.reports.loss);
  expect([...result.reports.constant!]).toEqual([3, 3]);
  const found = everything(program);
  expect(Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, [...data]]))).toEqual({
    weight: [1, 1],
    still: [2, 3],
    kept: [4, 5],
    copied: [2, 3],
    fixed: [7, 8],
    twin: [6, 8],
    sum: [6, 8],
    'main/last/weight': [6, 8],
  });
  await program.release();
});

test.each([
  ['packed', STORAGE_LIMITS],
  ['by themselves', UNCHANGED],
  ['in tiles', { packLimit: -1, tileSize: 1 }],
])('an optimizer knows weights from biases where parameters lie %s', async (_, limits) => {
  const weight = input('weight', [2, 2], 'parameter');
  const bias = input('bias', [2], 'parameter');
  const loss = sum(add(matmul(input('x', ['batch', 2], 'rows'), weight), bias));
  const halved: OptimizerForm = {
    slots: [],
    scalars: [],
    update: (parameter, gradient, _slots, _scalars, isWeight) => ({
      parameter: subtract(add(parameter, scale(gradient, 0)), multiply(parameter, scale(isWeight, 0.5))),
      slots: {},
    }),
  };
  const spec: StepSpec = {
    parameters: new Map<string, Node>([
      ['weight', weight],
      ['bias', bias],
    ]),
    states: new Map(),
    updates: [{ name: 'main', loss, trains: ['weight', 'bias'], optimizer: halved, every: 1 }],
    reports: { loss },
  };
  const sources = { x: { kind: 'float32', data: Float32Array.of(1, 2), columns: 2 } } as const;
  const program = await TrainingProgram.compile(spec, sources, options, limits);
  program.load({ weight: { shape: [2, 2], data: Float32Array.of(2, 4, 6, 8) }, bias: numbers(2, 4) });
  await program.run({
    stepCount: 1,
    rows: Int32Array.of(0),
    starts: Int32Array.of(0, 1),
    rowInputs: {},
    scalars: {},
  });
  const found = everything(program);
  expect([...found.weight!.data]).toEqual([1, 2, 3, 4]);
  expect([...found.bias!.data]).toEqual([2, 4]);
  await program.release();
});

test('row inputs have the rank that the graph gives them', async () => {
  const weight = input('weight', [2], 'parameter');
  const rowWeight = input('row weight', ['batch'], 'rows');
  const image = input('image', ['batch', 2, 2], 'rows');
  const noise = input('noise', ['batch', 3, 2], 'noise');
  const hidden = input('hidden', ['batch'], 'mask', 'byte');
  const seen = cast(hidden, 'float');
  const loss = add(
    sum(multiply(sum(multiply(image, weight), [1, 2]), multiply(rowWeight, seen))),
    sum(multiply(multiply(noise, weight), constantTensor([1, 2, 3], [3, 1]))),
  );
  const spec: StepSpec = {
    parameters: new Map([['weight', weight]]),
    states: new Map(),
    updates: [{ name: 'main', loss, trains: ['weight'], optimizer: descent, every: 1 }],
    reports: { loss },
  };
  const program = await TrainingProgram.compile(
    spec,
    {
      image: { kind: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), columns: 4 },
      'row weight': { kind: 'bytes', data: Uint8Array.of(1, 2), columns: 1, scale: 0.5 },
    },
    options,
  );
  program.load({ weight: numbers(1, 10) });
  const { reports } = await program.run({
    stepCount: 1,
    rows: Int32Array.of(1, 0),
    starts: Int32Array.of(0, 2),
    rowInputs: { noise: new Float32Array(12).fill(1), hidden: Uint8Array.of(1, 0) },
    scalars: { 'main.rate': Float32Array.of(0) },
  });
  // The second image, (5 + 60 + 7 + 80) * 1, is seen and the first is not; noise: two rows of 11 * (1 + 2 + 3).
  expect(reports.loss![0]).toBe(152 + 132);
  await program.release();
});

describe('the nodes of a step', () => {
  test('of a small model are few: its speed depends on them', () => {
    const { spec, sources } = smallModel([30, 16, 8, 2], false);
    expect(TrainingProgram.nodeCount(spec, sources)).toBeLessThanOrEqual(139);
  });

  test('do not grow with the parameters of a pack', () => {
    const { spec, sources } = smallModel([30, 16, 8, 2], false);
    expect(TrainingProgram.nodeCount(spec, sources)).toBeLessThan(TrainingProgram.nodeCount(spec, sources, UNCHANGED));
  });
});
