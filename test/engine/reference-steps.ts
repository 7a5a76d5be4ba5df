/** Steps of training in float64, one after another in plain loops: the truth that the compiled loop is compared with. */
import type { Chunk, NamedTensor, NamedTensors, RowSources, StepSpec } from '../../src/engine/program.ts';
import { evaluate, type ReferenceValue } from '../../src/engine/reference.ts';
import { outputsOf, planStep } from '../../src/engine/step-plan.ts';
import { UNCHANGED } from '../../src/engine/storage.ts';
import { partOf } from './small-model.ts';

const wide = ({ shape, data }: NamedTensor): ReferenceValue => ({ shape, data: Float64Array.from(data) });

/** @returns what is carried after the chunk by name, and the first loss of each step */
export function referenceSteps(spec: StepSpec, sources: RowSources, state: NamedTensors, chunk: Chunk) {
  const plan = planStep(spec, UNCHANGED);
  const held: Record<string, ReferenceValue> = {};
  for (const { name, shape } of plan.carried)
    held[name] = wide(state[name] ?? { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
  for (const { storage } of plan.frozen) held[storage.name] = wide(state[storage.name]!);
  const losses: number[] = [];
  for (let step = 0; step < chunk.stepCount; step++) {
    const { rows, rowInputs, scalars } = partOf(chunk, step, step + 1);
    const feeds: Record<string, ReferenceValue> = { ...held };
    for (const [name, { data, columns }] of Object.entries(sources)) {
      const picked = new Float64Array(rows.length * columns);
      rows.forEach((row, index) => {
        picked.set(data.subarray(row * columns, (row + 1) * columns), index * columns);
      });
      feeds[name] = { shape: [rows.length, columns], data: picked };
    }
    for (const [name, data] of Object.entries(rowInputs))
      feeds[name] = { shape: [rows.length, data.length / rows.length], data: Float64Array.from(data) };
    for (const [name, data] of Object.entries(scalars)) feeds[name] = { shape: [], data: Float64Array.from(data) };
    const values = evaluate(outputsOf(plan), feeds, rows.length);
    losses.push(values[0]!.data[0]!);
    const next = values.slice(plan.losses.length + plan.reports.length);
    plan.carried.forEach(({ name }, index) => {
      held[name] = next[index]!;
    });
  }
  return { held, losses };
}
