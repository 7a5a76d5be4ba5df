import { describe, expect, test } from 'vitest';
import { build, resolveChoice } from '../../src/base/variant.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import { gradients } from '../../src/graph/gradient.ts';
import { sum } from '../../src/graph/operations/index.ts';
import { conventionValues } from '../../src/nn/conventions.ts';
import { Scope } from '../../src/nn/parameters.ts';
import { likelihoods } from '../../src/vae/likelihood/index.ts';
import type { Likelihood } from '../../src/vae/likelihood/likelihood.ts';
import { compute, expectClose } from '../float64.ts';
import { inputNode } from './model-cases.ts';

const OUTPUTS = [-1e4, -30, -1, 0, 1, 30, 1e4];

/** Each term, and what trains in its place where something does. */
const rows = Object.keys(likelihoods).flatMap((name) => {
  const likelihood = build<Likelihood>(likelihoods, resolveChoice(likelihoods, name, 'likelihood'));
  const { trained } = likelihood;
  const replaced = trained && {
    ...likelihood,
    term: (...[, , outputs, targets]: TermGiven) => trained.term(outputs, targets),
  };
  return [[name, likelihood] as const, ...(replaced ? [[`${name}: ${trained!.name}`, replaced] as const] : [])];
});
type TermGiven = Parameters<Likelihood['term']>;

describe.each(rows)('likelihood %s', (_, likelihood) => {
  const [outputs, targets] = [inputNode('outputs', 1), inputNode('targets', 1)];
  const term = likelihood.term(new Scope([], conventionValues.keras), 'data', outputs, targets);
  const [low, high] = likelihood.range ?? [-100, 100];
  const grid = [low, (low + high) / 2, high].flatMap((target) => OUTPUTS.map((output) => [output, target] as const));
  const columns = { outputs: grid.map(([output]) => [output]), targets: grid.map(([, target]) => [target]) };
  const [gradient] = gradients(sum(term), [outputs]);

  test('is finite, and so is its gradient, at outputs of -10000 to 10000 and targets at the ends of its range', () => {
    const [values, slopes] = compute([term, gradient!], columns, grid.length);
    expect(values!.every(Number.isFinite)).toBe(true);
    expect(slopes!.every(Number.isFinite)).toBe(true);
  });

  test('in float32 is the same', async () => {
    const program = await ForwardProgram.compile({ term, gradient: gradient! }, {}, { threads: 1 });
    const values = Object.fromEntries(
      Object.entries(columns).map(([key, rows]) => [
        key,
        { shape: [rows.length, 1], data: Float32Array.from(rows.flat()) },
      ]),
    );
    const found = await program.run({ parameters: {}, values });
    await program.release();
    const [terms, slopes] = compute([term, gradient!], columns, grid.length);
    expectClose(found.term!.data, terms!, 1e-5);
    expectClose(found.gradient!.data, slopes!, 1e-5);
  });

  test('is the sum over columns, each by itself', () => {
    const wide = likelihood.term(
      new Scope([], conventionValues.keras),
      'data',
      inputNode('outputs', grid.length),
      inputNode('targets', grid.length),
    );
    expect(wide.shape).toEqual(['batch']);
    const [apart] = compute([term], columns, grid.length);
    const [together] = compute([wide], { outputs: [columns.outputs.flat()], targets: [columns.targets.flat()] });
    expectClose(together!, [apart!.reduce((a, b) => a + b)], 1e-12);
  });

  test('predicts one value an entry, inside its range', () => {
    const predicted = likelihood.predict(inputNode('outputs', 1));
    expect(predicted.shape).toEqual(['batch', 1]);
    const [values] = compute([predicted], columns, grid.length);
    if (likelihood.range !== undefined) expect(values!.every((value) => value >= low && value <= high)).toBe(true);
  });
});
