import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { expect, test } from 'vitest';
import { interactiveSpec } from '../../src/figures/interactive.ts';
import { samples } from './samples.ts';

/** The first tooltip of each mark that has one, in drawing order. */
async function tooltips(spec: object): Promise<unknown[]> {
  const view = new vega.View(vega.parse(spec as vega.Spec, undefined, { ast: true }), {
    renderer: 'none',
    expr: expressionInterpreter,
  });
  await view.runAsync();
  const found: unknown[] = [];
  const visit = (item: { items?: unknown[]; tooltip?: unknown }): void => {
    if (item.tooltip !== undefined) found.push(item.tooltip);
    for (const child of item.items ?? []) visit(child as typeof item);
  };
  visit((view.scenegraph() as unknown as { root: object }).root);
  view.finalize();
  return found;
}

for (const [name, { figure }] of Object.entries(samples)) {
  test(`${name}: marks say their values`, async () => {
    const found = await tooltips(await interactiveSpec(figure));
    expect(found.length).toBeGreaterThan(0);
    for (const tooltip of found) expect(tooltip).toBeTypeOf('object');
  });
}

test('the points of a line say epoch, value and line', async () => {
  expect(await tooltips(await interactiveSpec(samples.linear!.figure))).toContainEqual({
    epoch: '3',
    'negative ELBO, nats per row': '116.667',
    line: 'train',
  });
});

test('a curve known by formula says nothing, so that the bars behind it can', async () => {
  for (const tooltip of await tooltips(await interactiveSpec(samples.histograms!.figure))) {
    expect((tooltip as { density: string }).density).toBeDefined();
    expect(Object.values(tooltip as object)[0]).toContain(' – ');
  }
});

test('numbers are kept to six digits', async () => {
  const spec = (await interactiveSpec(samples.histograms!.figure)) as { data: { values?: Record<string, number>[] }[] };
  const numbers = spec.data.flatMap(({ values = [] }) => values.flatMap((row) => Object.values(row)));
  expect(numbers.length).toBeGreaterThan(100);
  for (const value of numbers) expect(value).toBe(Number(value.toPrecision(6)));
});
