import { describe, expect, test } from 'vitest';
import { firstNonFinite } from '../../src/engine/first-non-finite.ts';
import type { Chunk, NamedTensor, NamedTensors, RowSources, StepSpec } from '../../src/engine/program.ts';
import { labelled, type Node } from '../../src/graph/node.ts';
import { add, constant, exp, input, log, matmul, scale, sqrt, square, sum } from '../../src/graph/operations/index.ts';
import { adam } from './optimizers.ts';

const x = input('x', ['batch', 2], 'rows');
const first = input('first.weight', [2, 2], 'parameter');
const second = input('second.weight', [2, 2], 'parameter');
const options = { threads: 1 };

const step = (loss: Node): StepSpec => ({
  parameters: new Map([
    ['first.weight', first],
    ['second.weight', second],
  ]),
  states: new Map(),
  updates: [{ name: 'main', loss, trains: ['first.weight', 'second.weight'], optimizer: adam, every: 1 }],
  reports: { loss },
});
const rowsOf = (...data: number[]): RowSources => ({
  x: { kind: 'float32', data: Float32Array.from(data), columns: 2 },
});
const matrix = (...data: number[]): NamedTensor => ({ shape: [2, 2], data: Float32Array.from(data) });
const ones: NamedTensors = { 'first.weight': matrix(1, 1, 1, 1), 'second.weight': matrix(1, 1, 1, 1) };
const chunk: Chunk = {
  stepCount: 1,
  rows: Int32Array.of(1, 0),
  starts: Int32Array.of(0, 2),
  rowInputs: {},
  scalars: { 'main.rate': Float32Array.of(0.1), 'main.epsilon': Float32Array.of(1e-8) },
};
const hidden = labelled(matmul(x, first), 'hidden');
const output = labelled(matmul(hidden, second), 'output');

describe('the first tensor that is not finite', () => {
  test('is nothing when all is finite', async () => {
    expect(await firstNonFinite(step(sum(square(output))), rowsOf(1, 2, 3, 4), options, ones, chunk)).toBeUndefined();
  });

  test('is the logarithm of a negative number', async () => {
    const logged = labelled(log(output), 'logged');
    const found = await firstNonFinite(step(sum(logged)), rowsOf(1, 2, -3, 1), options, ones, chunk);
    // The batch is rows 1 and 0; row 1 sums to -2.
    expect(found).toEqual({ label: 'logged', kind: 'value', bad: 'nan', index: [0, 0], count: 2 });
  });

  test('is the exponential that overflows, not what is made of it', async () => {
    const variance = labelled(exp(hidden), 'variance');
    const loss = sum(matmul(variance, second));
    const found = await firstNonFinite(step(loss), rowsOf(100, 0, 1, 1), options, ones, chunk);
    expect(found).toEqual({ label: 'variance', kind: 'value', bad: 'infinite', index: [1, 0], count: 2 });
  });

  test('is a parameter that came in that way', async () => {
    const state = { ...ones, 'second.weight': matrix(1, 1, 1, Number.NaN) };
    const found = await firstNonFinite(step(sum(square(output))), rowsOf(1, 2, 3, 4), options, state, chunk);
    expect(found).toEqual({ label: 'second.weight', kind: 'parameter', bad: 'nan', index: [1, 1], count: 1 });
  });

  test('is an optimizer slot that came in that way', async () => {
    const state = { ...ones, 'main/v/first.weight': matrix(0, Number.POSITIVE_INFINITY, 0, 0) };
    const found = await firstNonFinite(step(sum(square(output))), rowsOf(1, 2, 3, 4), options, state, chunk);
    expect(found).toEqual({
      label: 'main/v/first.weight',
      kind: 'parameter',
      bad: 'infinite',
      index: [0, 1],
      count: 1,
    });
  });

  test('is a row of the data', async () => {
    const found = await firstNonFinite(step(sum(output)), rowsOf(1, Number.NaN, 3, 4), options, ones, chunk);
    expect(found).toEqual({ label: 'x', kind: 'input', bad: 'nan', index: [1, 1], count: 1 });
  });

  test('is a gradient where the loss is finite: that of the layer nearest to the loss', async () => {
    // sqrt(0) is 0, and its slope is not finite.
    const loss = sqrt(sum(square(output)));
    const zeros = { ...ones, 'second.weight': matrix(0, 0, 0, 0) };
    const found = await firstNonFinite(step(loss), rowsOf(1, 2, 3, 4), options, zeros, chunk);
    expect(found).toEqual({ label: 'second.weight', kind: 'gradient', bad: 'nan', index: [0, 0], count: 4 });
  });

  test('is a gradient that overflows where the loss does not', async () => {
    const loss = scale(sum(square(hidden)), 1e25);
    const small = { ...ones, 'first.weight': matrix(1e-20, 0, 0, 0) };
    const found = await firstNonFinite(step(loss), rowsOf(1e20, 0, 0, 0), options, small, chunk);
    expect(found).toEqual({ label: 'first.weight', kind: 'gradient', bad: 'infinite', index: [0, 0], count: 1 });
  });

  test('is an update when its gradient is finite', async () => {
    const tooFast = { ...chunk, scalars: { ...chunk.scalars, 'main.rate': Float32Array.of(3e38) } };
    const state = { ...ones, 'main/m/second.weight': matrix(100, 100, 100, 100) };
    const found = await firstNonFinite(step(sum(output)), rowsOf(1, 2, 3, 4), options, state, tooFast);
    expect(found).toEqual({ label: 'second.weight', kind: 'update', bad: 'infinite', index: [0, 0], count: 4 });
  });

  test('a loss and a report without a label have the names of their update and report', async () => {
    const bare = log(add(sum(matmul(matmul(x, first), second)), constant(-1e6)));
    const found = await firstNonFinite(step(bare), rowsOf(1, 2, 3, 4), options, ones, chunk);
    expect(found).toEqual({ label: 'main loss', kind: 'value', bad: 'nan', index: [], count: 1 });
  });
});
