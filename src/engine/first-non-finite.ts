/** Where a step went wrong: the step again, outside the loop, with everything it computes laid open. */
import { isOp, type Node, topologicalOrder } from '../graph/node.ts';
import { elementCount } from '../tensor/shape.ts';
import { ForwardProgram } from './forward-program.ts';
import type { Chunk, NamedTensor, NamedTensors, RowSources, StepSpec } from './program.ts';
import type { EngineOptions } from './session.ts';
import { planStep, type StepPlan } from './step-plan.ts';
import { storageShape, UNCHANGED } from './storage.ts';

export interface NonFinite {
  /** The value's own label, or the name of the parameter whose gradient or update it is. */
  readonly label: string;
  readonly kind: 'parameter' | 'input' | 'value' | 'gradient' | 'update';
  /** What the first bad entry is. */
  readonly bad: 'nan' | 'infinite';
  /** Where the first bad entry is. */
  readonly index: readonly number[];
  /** How many entries are not finite. */
  readonly count: number;
}

/**
 * The first tensor of a step that is not finite: every tensor it was made of is finite, as far as they have labels.
 *
 * @param state - what the program held before the step: parameters, running statistics, optimizer slots
 * @param chunk - the one step
 * @returns undefined when all is finite
 */
export async function firstNonFinite(
  spec: StepSpec,
  sources: RowSources,
  options: EngineOptions,
  state: NamedTensors,
  chunk: Chunk,
): Promise<NonFinite | undefined> {
  const plan = planStep(spec, UNCHANGED);
  const watched = watchedNodes(spec, plan);
  // Parameters and slots are at hand: taking them through the program would copy them.
  const frozen = plan.frozen.map(({ storage }) => ({ name: storage.name, shape: storageShape(storage) }));
  const held = new Map<string, NamedTensor>(
    [...frozen, ...plan.carried].map(({ name, shape }) => [
      name,
      state[name] ?? { shape, data: new Float32Array(elementCount(shape)) },
    ]),
  );
  const computed = watched.filter(({ kind }) => kind !== 'parameter');
  const outputs = Object.fromEntries(computed.map(({ node }, index) => [String(index), node]));
  const program = await ForwardProgram.compile(outputs, sources, options);
  try {
    const results = await program.run({
      parameters: Object.fromEntries(held),
      rows: chunk.rows,
      rowInputs: chunk.rowInputs,
      values: Object.fromEntries(Object.entries(chunk.scalars).map(([name, data]) => [name, { shape: [], data }])),
    });
    for (const each of watched) {
      const { label, kind } = each;
      const found = badEntries(kind === 'parameter' ? held.get(label)! : results[String(computed.indexOf(each))]!);
      if (found !== undefined) return { label, kind, ...found };
    }
    return undefined;
  } finally {
    await program.release();
  }
}

interface Watched extends Pick<NonFinite, 'label' | 'kind'> {
  readonly node: Node;
}

/** All that has a name, each after what it is made of; gradients from the loss backwards. */
function watchedNodes(spec: StepSpec, plan: StepPlan): Watched[] {
  const named = new Map<Node, Omit<Watched, 'node'>>();
  const forward = [...plan.losses, ...plan.reports];
  const labels = [...spec.updates.map(({ name }) => `${name} loss`), ...Object.keys(spec.reports)];
  forward.forEach((node, index) => {
    if (!named.has(node)) named.set(node, { label: labels[index]!, kind: 'value' });
  });
  // Where the gradient of one layer is bad, so are those of all layers before it: the last layer is where it began.
  const lastUse = new Map<Node, number>();
  for (const [position, target] of topologicalOrder(forward).entries())
    for (const source of target.inputs) lastUse.set(source, position);
  const useOf = ({ storage }: StepPlan['updates'][number]) => lastUse.get(spec.parameters.get(storage.name)!) ?? -1;
  const backwards = spec.updates.flatMap(({ name }) => {
    const mine = plan.updates.filter(({ update }) => update === name).sort((a, b) => useOf(b) - useOf(a));
    for (const { storage, gradient, next } of mine) {
      named.set(gradient, { label: storage.name, kind: 'gradient' });
      named.set(next, { label: storage.name, kind: 'update' });
    }
    return [...mine.map(({ gradient }) => gradient), ...mine.map(({ next }) => next)];
  });
  for (const { name, next } of plan.carried) if (!named.has(next)) named.set(next, { label: name, kind: 'update' });

  return topologicalOrder([...forward, ...backwards, ...plan.carried.map(({ next }) => next)]).flatMap((node) => {
    if (node.label !== undefined) return [{ node, label: node.label, kind: kindOf(node) }];
    const known = named.get(node);
    return known === undefined ? [] : [{ node, ...known }];
  });
}

function kindOf(node: Node): NonFinite['kind'] {
  if (!isOp(node, 'input')) return 'value';
  const { role } = node.attributes;
  return role === 'parameter' || role === 'state' ? 'parameter' : 'input';
}

/** What is wrong with a tensor, or undefined. */
function badEntries({ shape, data }: NamedTensor): Pick<NonFinite, 'bad' | 'index' | 'count'> | undefined {
  const first = data.findIndex((value) => !Number.isFinite(value));
  if (first === -1) return undefined;
  let count = 0;
  for (const value of data) if (!Number.isFinite(value)) count++;
  const index: number[] = [];
  let rest = first;
  for (const length of [...shape].reverse()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return { bad: Number.isNaN(data[first]) ? 'nan' : 'infinite', index, count };
}
