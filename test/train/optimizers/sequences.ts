/** Weights after each step of an optimizer, in float64. */
import { constantTensor, input } from '../../../src/graph/operations/index.ts';
import { type Conventions, conventionValues } from '../../../src/nn/conventions.ts';
import type { Optimizer } from '../../../src/train/optimizers/optimizer.ts';
import { compute, expectClose } from '../../float64.ts';
import { toolkits } from '../../golden/toolkits.ts';

const { gradients, rates } = toolkits.optimizers;
export const start: readonly number[] = toolkits.optimizers.start;

export function weightSequence(
  optimizer: Optimizer,
  conventions: Conventions,
  isWeight = start.map(() => 1),
): number[][] {
  const values = conventionValues[conventions];
  const form = optimizer.form(values);
  const shape = [start.length];
  const node = (name: string) => input(name, shape);
  const scalars = Object.fromEntries(form.scalars.map((name) => [name, input(name, [])]));
  const slots = Object.fromEntries(form.slots.map((name) => [name, node(name)]));
  const next = form.update(node('parameter'), node('gradient'), slots, scalars, constantTensor(isWeight, shape));
  const outputs = [next.parameter, ...form.slots.map((name) => next.slots[name]!)];
  let held: number[][] = [[...start], ...form.slots.map(() => start.map(() => 0))];
  return gradients.map((gradient, step) => {
    const slotValues = Object.fromEntries(form.slots.map((name, i) => [name, held[i + 1]!]));
    const numbers = optimizer.scalarsAt(step + 1, rates[step]!, values);
    held = compute(outputs, { parameter: held[0]!, gradient, ...slotValues, ...numbers });
    return held[0]!;
  });
}

/** Compares by moves, not by weights: a weight near 1 hides what happens to a small move. */
export function expectSameMoves(found: readonly (readonly number[])[], golden: readonly (readonly number[])[]): void {
  const movesOf = (weights: readonly (readonly number[])[]) =>
    weights.flatMap((row, step) => row.map((weight, i) => weight - (weights[step - 1] ?? start)[i]!));
  expectClose(movesOf(found), movesOf(golden), 1e-6, 1e-12);
}
