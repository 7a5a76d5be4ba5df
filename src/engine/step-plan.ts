/** The arithmetic of one training step: where parameters lie, their gradients, their updates. Nothing of ONNX yet. */
import { ElboError } from '../base/errors.ts';
import { gradients } from '../graph/gradient.ts';
import { inputsOf, isOp, type Node, substitute, topologicalOrder } from '../graph/node.ts';
import {
  concatenate,
  constant,
  constantTensor,
  greater,
  input,
  reshape,
  slice,
  where,
} from '../graph/operations/index.ts';
import { elementCount } from '../tensor/shape.ts';
import { clipGradients } from './clip-gradients.ts';
import { type StepSpec, scalarName, slotName, type UpdateSpec } from './program.ts';
import { planStorage, type Storage, type StorageLimits, storageShape, tileProducts } from './storage.ts';

/** A block carried from step to step: its name, its shape, its input node and its value after the step. */
export interface Carried {
  readonly name: string;
  readonly shape: readonly number[];
  readonly node: Node;
  readonly next: Node;
}

export interface StepPlan {
  readonly storages: readonly Storage[];
  /** Storages that no update moves: read by every step, carried by none. */
  readonly frozen: readonly { readonly storage: Storage; readonly node: Node }[];
  /** Moved blocks, then their optimizer slots, then running statistics. */
  readonly carried: readonly Carried[];
  readonly losses: readonly Node[];
  readonly reports: readonly Node[];
  /** Every update of every block it moves, in order. */
  readonly updates: readonly {
    readonly update: string;
    readonly storage: Storage;
    /** Before it is clipped. */
    readonly gradient: Node;
    readonly next: Node;
  }[];
  /** Parameters read out of packs: parameter nodes in the order of the pack's parts. */
  readonly packed: readonly { readonly storage: Storage & { kind: 'pack' }; readonly nodes: readonly Node[] }[];
}

/** Everything a step computes. */
export const outputsOf = (plan: StepPlan): Node[] => [
  ...plan.losses,
  ...plan.reports,
  ...plan.carried.map(({ next }) => next),
];

/** @throws ElboError when the graph reads a parameter or running statistic by a node that the spec does not name */
export function planStep(spec: StepSpec, limits: StorageLimits): StepPlan {
  const stateNames = [...spec.states.keys()];
  const outputs = [
    ...spec.updates.map((update) => update.loss),
    ...Object.values(spec.reports),
    ...[...spec.states.values()].map((state) => state.next),
  ];
  expectKnownInputs(spec, outputs);
  const raw = parametersOfRawRows(outputs);
  const storages = planStorage(
    spec.parameters,
    (parameter) => groupOf(parameter, spec.updates),
    (name) => raw.has(spec.parameters.get(name)!),
    limits,
  );
  const rewritten = tileProducts(outputs, spec.parameters, storages);
  const losses = rewritten.outputs.slice(0, spec.updates.length);
  const reports = rewritten.outputs.slice(losses.length, rewritten.outputs.length - stateNames.length);
  const packs = storages.filter((storage) => storage.kind === 'pack');
  const nodeOf = new Map<string, Node>(rewritten.tiles);
  for (const storage of packs) nodeOf.set(storage.name, input(storage.name, [storage.length], 'parameter'));

  // Values after the updates so far: a later update sees them in place of the ones before the step.
  const moved = new Map<Node, Node>();
  const after = new Map<string, Node>();
  const slots: Carried[] = [];
  const updates: StepPlan['updates'][number][] = [];
  for (const [index, update] of spec.updates.entries()) {
    const mine = storages.filter((storage) => isMovedBy(update, storage));
    const leaves = mine.map((storage) => leavesOf(storage, spec, nodeOf));
    // Differentiated by the leaves and only then given the moved values: an earlier update's arithmetic is
    // a number to a later one, not a way for its gradient to flow.
    const flat = substitute(gradients(losses[index]!, leaves.flat()), moved);
    const raw = mine.map((storage, at) => {
      const parts = flat.splice(0, leaves[at]!.length);
      return storage.kind === 'pack' ? concatenate(parts.map(flattened), 0) : parts[0]!;
    });
    const clipped = update.clip === undefined ? raw : clipGradients(raw, update.clip);
    const results = mine.map((storage, at) => {
      const before = after.get(storage.name) ?? nodeOf.get(storage.name)!;
      const result = updateBlock(update, storage, before, clipped[at]!);
      updates.push({ update: update.name, storage, gradient: raw[at]!, next: result.parameter });
      slots.push(...result.slots);
      return result.parameter;
    });
    mine.forEach((storage, at) => {
      after.set(storage.name, results[at]!);
      readBack(leaves[at]!, storage, results[at]!, moved);
    });
  }

  return {
    storages,
    frozen: storages
      .filter((storage) => !after.has(storage.name))
      .map((storage) => ({ storage, node: nodeOf.get(storage.name)! })),
    carried: [
      ...storages
        .filter((storage) => after.has(storage.name))
        .map((storage) => ({
          name: storage.name,
          shape: storageShape(storage),
          node: nodeOf.get(storage.name)!,
          next: after.get(storage.name)!,
        })),
      ...slots,
      ...stateNames.map((name, index) => {
        const { node } = spec.states.get(name)!;
        return { name, shape: node.shape as number[], node, next: rewritten.outputs.at(index - stateNames.length)! };
      }),
    ],
    losses,
    reports,
    updates,
    packed: packs.map((storage) => ({ storage, nodes: leavesOf(storage, spec, nodeOf) })),
  };
}

/** Names of the parameters inside a block. */
export const parametersOf = (storage: Storage): string[] =>
  storage.kind === 'pack' ? storage.parts.map((part) => part.parameter) : [storage.parameter];

export const isMovedBy = (update: UpdateSpec, storage: Storage): boolean =>
  parametersOf(storage).some((name) => update.trains.includes(name));

/** Parameters of one group are moved by the same updates. */
const groupOf = (parameter: string, updates: readonly UpdateSpec[]): string =>
  updates
    .filter((update) => update.trains.includes(parameter))
    .map((update) => update.name)
    .join('+') || 'frozen';

/** The nodes by which the graph reads a block. */
const leavesOf = (storage: Storage, spec: StepSpec, nodeOf: ReadonlyMap<string, Node>): Node[] =>
  storage.kind === 'pack'
    ? storage.parts.map((part) => spec.parameters.get(part.parameter)!)
    : [nodeOf.get(storage.name)!];

const flattened = (part: Node): Node => reshape(part, [elementCount(part.shape)]);

/** The optimizer's step on one block; at steps where the update does not run everything stays as it is. */
function updateBlock(
  update: UpdateSpec,
  storage: Storage,
  before: Node,
  gradient: Node,
): { parameter: Node; slots: Carried[] } {
  const { slots, scalars } = update.optimizer;
  const shape = storageShape(storage);
  const number = (name: string): Node => input(scalarName(update.name, name), [], 'scalar');
  const slotNodes = Object.fromEntries(
    slots.map((slot) => [slot, input(slotName(update.name, slot, storage.name), shape, 'parameter')]),
  );
  const result = update.optimizer.update(
    before,
    gradient,
    slotNodes,
    Object.fromEntries(scalars.map((name) => [name, number(name)])),
    isWeight(storage),
  );
  const gated = (value: Node, old: Node): Node =>
    update.every === 1 ? value : where(greater(number('active'), constant(0)), value, old);
  return {
    parameter: gated(result.parameter, before),
    slots: slots.map((slot) => ({
      name: slotName(update.name, slot, storage.name),
      shape,
      node: slotNodes[slot]!,
      next: gated(result.slots[slot]!, slotNodes[slot]!),
    })),
  };
}

/** Of each element of a block whether its parameter has two or more dimensions. Shape: the block's, or `[]`. */
function isWeight(storage: Storage): Node {
  const ofShape = (shape: readonly number[]) => (shape.length > 1 ? 1 : 0);
  if (storage.kind === 'tile') return constant(ofShape(storage.shape));
  const elements = storage.parts.flatMap(({ shape }) => new Array<number>(elementCount(shape)).fill(ofShape(shape)));
  return constantTensor(elements, [storage.length]);
}

/** After an update, what the graph reads of a block comes from its new value. */
function readBack(leaves: readonly Node[], storage: Storage, value: Node, moved: Map<Node, Node>): void {
  if (storage.kind === 'tile') {
    moved.set(leaves[0]!, value);
    return;
  }
  storage.parts.forEach((part, index) => {
    const piece = slice(value, 0, part.start, part.start + elementCount(part.shape));
    moved.set(leaves[index]!, reshape(piece, part.shape));
  });
}

/** A second node of the same name would be fed the same numbers, but its part of the gradient would be lost. */
function expectKnownInputs(spec: StepSpec, outputs: readonly Node[]): void {
  for (const found of inputsOf(outputs)) {
    const { name, role } = found.attributes;
    const known = role === 'parameter' ? spec.parameters.get(name) : role === 'state' && spec.states.get(name)?.node;
    if (role !== 'parameter' && role !== 'state') continue;
    if (known !== found)
      throw new ElboError('training step', `the ${role} "${name}" is read by a node that the step does not name`, {
        expected: `one input node for each ${role}`,
      });
  }
}

/** Parameters that only ever multiply values which no parameter feeds. */
function parametersOfRawRows(outputs: readonly Node[]): Set<Node> {
  const trained = new Set<Node>();
  const raw = new Set<Node>();
  const other = new Set<Node>();
  for (const target of topologicalOrder(outputs)) {
    const isParameter = (candidate: Node) => isOp(candidate, 'input') && candidate.attributes.role === 'parameter';
    if (isParameter(target) || target.inputs.some((source) => trained.has(source))) trained.add(target);
    target.inputs.forEach((source, index) => {
      if (!isParameter(source)) return;
      const plain = isOp(target, 'matmul') && index === 1 && !trained.has(target.inputs[0]!);
      (plain ? raw : other).add(source);
    });
  }
  for (const node of other) raw.delete(node);
  return raw;
}
