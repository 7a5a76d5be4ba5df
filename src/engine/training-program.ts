/**
 * A training step as one ONNX program. K steps run in one ONNX `Loop` that carries parameters, running statistics and
 * optimizer slots; rows are gathered by number from a block that is read in place; noise, masks and per-step numbers
 * come in as inputs. The loop stops before a step whose losses are not all finite would be counted.
 */
import { gradients } from '../graph/gradient.ts';
import { inputsOf, isOp, type Node, substitute, topologicalOrder } from '../graph/node.ts';
import { concatenate, constant, greater, input, reshape, where } from '../graph/operations/index.ts';
import { simplify } from '../graph/simplify.ts';
import { OnnxEmitter, OnnxNames, onnxShape } from './onnx-emitter.ts';
import { encodeModel, ONNX_TYPE, type OnnxGraph, type OnnxValue } from './onnx-proto.ts';
import {
  type Chunk,
  type ChunkResult,
  type NamedTensor,
  type NamedTensors,
  type RowSources,
  type StepSpec,
  scalarName,
  slotName,
} from './program.ts';
import { emitRows, rowSourceFeed, rowSourceValue } from './rows.ts';
import { type EngineOptions, type EngineSession, type Feed, openSession } from './session.ts';
import { pack, planStorage, type Storage, storageShape, tileProducts, unpack } from './storage.ts';

/** A block carried by the loop: its name, its shape, its input node and its value after the step. */
interface Carried {
  readonly name: string;
  readonly shape: readonly number[];
  readonly node: Node;
  readonly next: Node;
}

/** The arithmetic of one step after storage is planned and gradients are taken. */
interface Step {
  readonly storages: readonly Storage[];
  /** Storages that no update moves: inputs of the program, not of the loop. */
  readonly frozen: readonly { readonly storage: Storage; readonly node: Node }[];
  readonly carried: readonly Carried[];
  readonly reports: readonly Node[];
  readonly losses: readonly Node[];
  /** Parameters read out of packs: parameter node to where it lies. */
  readonly packed: readonly { readonly storage: Storage & { kind: 'pack' }; readonly nodes: readonly Node[] }[];
}

export class TrainingProgram {
  readonly #spec: StepSpec;
  readonly #step: Step;
  readonly #session: EngineSession;
  readonly #sources: RowSources;
  #blocks = new Map<string, Float32Array>();

  private constructor(spec: StepSpec, step: Step, session: EngineSession, sources: RowSources) {
    this.#spec = spec;
    this.#step = step;
    this.#session = session;
    this.#sources = sources;
  }

  /** @param sources - the block behind each input of role `rows` */
  static async compile(spec: StepSpec, sources: RowSources, options: EngineOptions): Promise<TrainingProgram> {
    const step = planStep(spec);
    const session = await openSession(encodeModel(emitLoop(spec, step, sources)), options);
    return new TrainingProgram(spec, step, session, sources);
  }

  /** Number of ONNX nodes of one step: what a small model's speed depends on. */
  static nodeCount(spec: StepSpec, sources: RowSources): number {
    const graph = emitLoop(spec, planStep(spec), sources);
    const body = graph.nodes.find((candidate) => candidate.type === 'Loop')!.attributes!.body as { graph: OnnxGraph };
    return body.graph.nodes.length;
  }

  /**
   * Puts a state in place.
   *
   * @param state - every parameter, running statistic and optimizer slot (`update/slot/parameter`) by name; missing
   *   slots start at zero
   */
  load(state: NamedTensors): void {
    this.#blocks = new Map();
    for (const storage of this.#step.storages)
      this.#blocks.set(
        storage.name,
        pack(storage, (parameter) => state[parameter]!),
      );
    for (const [name] of this.#spec.states) this.#blocks.set(name, state[name]!.data);
    for (const { update, slot, storage } of slotsOf(this.#spec, this.#step.storages)) {
      const tensorOf = (parameter: string): NamedTensor => {
        const shape = this.#spec.parameters.get(parameter)!.shape as number[];
        return (
          state[slotName(update, slot, parameter)] ?? {
            shape,
            data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
          }
        );
      };
      this.#blocks.set(slotName(update, slot, storage.name), pack(storage, tensorOf));
    }
  }

  /** Parameters and running statistics by name. Blocks that hold one whole tensor are shared, not copied. */
  parameters(): Record<string, NamedTensor> {
    const shapes = new Map([...this.#spec.parameters].map(([name, node]) => [name, node.shape as number[]]));
    const tensors = unpack(this.#step.storages, (storage) => this.#blocks.get(storage.name)!, shapes);
    for (const [name, { node }] of this.#spec.states)
      tensors[name] = { shape: node.shape as number[], data: this.#blocks.get(name)! };
    return tensors;
  }

  /** Optimizer slots by name. */
  slots(): Record<string, NamedTensor> {
    const shapes = new Map([...this.#spec.parameters].map(([name, node]) => [name, node.shape as number[]]));
    const tensors: Record<string, NamedTensor> = {};
    for (const update of this.#spec.updates) {
      for (const slot of update.optimizer.slots) {
        const moved = this.#step.storages.filter((storage) =>
          parametersOf(storage).some((name) => update.trains.includes(name)),
        );
        const whole = unpack(moved, (storage) => this.#blocks.get(slotName(update.name, slot, storage.name))!, shapes);
        for (const [parameter, tensor] of Object.entries(whole))
          tensors[slotName(update.name, slot, parameter)] = tensor;
      }
    }
    return tensors;
  }

  /** Bytes copied out at the end of a chunk. */
  get carriedBytes(): number {
    return this.#step.carried.reduce((total, { shape }) => total + 4 * shape.reduce((a, b) => a * b, 1), 0);
  }

  /**
   * Runs a chunk of steps. When a step's losses are not all finite the state stays as it was before the chunk, and
   * `completed` says how many steps were fine.
   */
  async run(chunk: Chunk): Promise<ChunkResult> {
    const { stepCount } = chunk;
    const feeds: Record<string, Feed> = {
      step_count: { data: BigInt64Array.of(BigInt(stepCount)), shape: [] },
      rows: { data: chunk.rows, shape: [chunk.rows.length] },
      starts: { data: chunk.starts.slice(0, stepCount), shape: [stepCount, 1] },
      ends: { data: chunk.starts.slice(1, stepCount + 1), shape: [stepCount, 1] },
    };
    for (const [name, data] of Object.entries(chunk.rowInputs)) {
      const width = data.length / chunk.rows.length;
      feeds[name] = { data, shape: [chunk.rows.length, width] };
    }
    for (const [name, data] of Object.entries(chunk.scalars)) feeds[name] = { data, shape: [stepCount] };
    for (const [name, source] of Object.entries(this.#sources)) feeds[`block ${name}`] = rowSourceFeed(source);
    for (const { storage } of this.#step.frozen)
      feeds[storage.name] = { data: this.#blocks.get(storage.name)!, shape: storageShape(storage) };
    for (const { name, shape } of this.#step.carried) feeds[name] = { data: this.#blocks.get(name)!, shape };

    const outputs = await this.#session.run(feeds);
    const names = Object.keys(this.#spec.reports);
    const fine = outputs.fine!.data as Uint8Array;
    const stop = fine.indexOf(0);
    const completed = stop === -1 ? fine.length : stop;
    if (completed === stepCount)
      for (const { name } of this.#step.carried) this.#blocks.set(name, outputs[`${name} next`]!.data as Float32Array);
    const reports = names.map(
      (name) => [name, (outputs[`report ${name}`]!.data as Float32Array).subarray(0, completed)] as const,
    );
    return { completed, reports: Object.fromEntries(reports) };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

const parametersOf = (storage: Storage): string[] =>
  storage.kind === 'pack' ? storage.parts.map((part) => part.parameter) : [storage.parameter];

function slotsOf(spec: StepSpec, storages: readonly Storage[]) {
  return spec.updates.flatMap((update) =>
    update.optimizer.slots.flatMap((slot) =>
      storages
        .filter((storage) => parametersOf(storage).some((name) => update.trains.includes(name)))
        .map((storage) => ({ update: update.name, slot, storage })),
    ),
  );
}

function planStep(spec: StepSpec): Step {
  const losses = spec.updates.map((update) => update.loss);
  const reports = Object.values(spec.reports);
  const nexts = [...spec.states.values()].map((state) => state.next);
  const outputs = [...losses, ...reports, ...nexts];
  const groupOf = (parameter: string): string =>
    spec.updates
      .filter((update) => update.trains.includes(parameter))
      .map((update) => update.name)
      .join('+') || 'frozen';
  const raw = parametersOfRawRows(outputs);
  const storages = planStorage(spec.parameters, groupOf, (name) => raw.has(spec.parameters.get(name)!));

  const rewritten = tileProducts(outputs, spec.parameters, storages);
  const current = rewritten.outputs.slice(losses.length);
  const packs = storages.filter((storage) => storage.kind === 'pack');
  const nodeOf = new Map<string, Node>(rewritten.tiles);
  for (const storage of packs) nodeOf.set(storage.name, input(storage.name, [storage.length], 'parameter'));

  // Values after the updates so far: a later update sees them in place of the ones before the step.
  const moved = new Map<Node, Node>();
  const after = new Map<string, Node>();
  const slots: Carried[] = [];
  spec.updates.forEach((update, index) => {
    const [loss] = substitute([rewritten.outputs[index]!], moved);
    const mine = storages.filter((storage) => parametersOf(storage).some((name) => update.trains.includes(name)));
    const leaves = mine.map((storage) =>
      storage.kind === 'pack'
        ? storage.parts.map((part) => spec.parameters.get(part.parameter)!)
        : [nodeOf.get(storage.name)!],
    );
    // A parameter that an earlier update moved is no longer a leaf: differentiate by its new value.
    const targets = leaves.map((group) => group.map((leaf) => moved.get(leaf) ?? leaf));
    const flat = gradients(loss!, targets.flat());
    const scalars = Object.fromEntries(
      update.optimizer.scalars.map((name) => [name, input(scalarName(update.name, name), [], 'scalar')]),
    );
    const active =
      update.every === 1 ? undefined : greater(input(scalarName(update.name, 'active'), [], 'scalar'), constant(0));
    let used = 0;
    mine.forEach((storage, at) => {
      const group = targets[at]!;
      const parts = flat.slice(used, (used += group.length));
      const gradient =
        storage.kind === 'pack'
          ? concatenate(
              parts.map((part) => reshape(part, [part.shape.reduce<number>((a, d) => a * (d as number), 1)])),
              0,
            )
          : parts[0]!;
      const before = after.get(storage.name) ?? nodeOf.get(storage.name)!;
      const slotNodes = Object.fromEntries(
        update.optimizer.slots.map((slot) => [
          slot,
          input(slotName(update.name, slot, storage.name), storageShape(storage), 'parameter'),
        ]),
      );
      const result = update.optimizer.update(before, gradient, slotNodes, scalars);
      const gated = (value: Node, old: Node): Node => (active === undefined ? value : where(active, value, old));
      after.set(storage.name, gated(result.parameter, before));
      for (const slot of update.optimizer.slots) {
        const old = slotNodes[slot]!;
        slots.push({
          name: slotName(update.name, slot, storage.name),
          shape: storageShape(storage),
          node: old,
          next: gated(result.slots[slot]!, old),
        });
      }
      if (index < spec.updates.length - 1) readBack(storage, after.get(storage.name)!, spec, nodeOf, moved);
    });
  });

  const blocks = storages.filter((storage) => after.has(storage.name));
  const frozen = storages
    .filter((storage) => !after.has(storage.name))
    .map((storage) => ({ storage, node: nodeOf.get(storage.name)! }));
  const stateNames = [...spec.states.keys()];
  const carriedNodes = [
    ...blocks.map((storage) => after.get(storage.name)!),
    ...slots.map((slot) => slot.next),
    ...current.slice(reports.length),
  ];
  const simple = simplify([
    ...rewritten.outputs.slice(0, losses.length),
    ...current.slice(0, reports.length),
    ...carriedNodes,
  ]);
  const simpleCarried = simple.slice(losses.length + reports.length);
  const carried: Carried[] = [
    ...blocks.map((storage) => ({ name: storage.name, shape: storageShape(storage), node: nodeOf.get(storage.name)! })),
    ...slots,
    ...stateNames.map((name) => ({
      name,
      shape: spec.states.get(name)!.node.shape as number[],
      node: spec.states.get(name)!.node,
    })),
  ].map((entry, index) => ({ ...entry, next: simpleCarried[index]! }));
  return {
    storages,
    frozen,
    carried,
    losses: simple.slice(0, losses.length),
    reports: simple.slice(losses.length, losses.length + reports.length),
    packed: packs.map((storage) => ({
      storage,
      nodes: storage.parts.map((part) => spec.parameters.get(part.parameter)!),
    })),
  };
}

/** After an update, the parameters inside a block are read from its new value. */
function readBack(
  storage: Storage,
  value: Node,
  spec: StepSpec,
  nodeOf: ReadonlyMap<string, Node>,
  moved: Map<Node, Node>,
): void {
  if (storage.kind === 'tile') {
    moved.set(nodeOf.get(storage.name)!, value);
    return;
  }
  for (const part of storage.parts) {
    const length = part.shape.reduce((a, b) => a * b, 1);
    const piece = sliceOf(value, part.start, part.start + length);
    moved.set(spec.parameters.get(part.parameter)!, reshape(piece, part.shape));
  }
}
const sliceOf = (value: Node, start: number, end: number): Node => ({
  op: 'slice',
  inputs: [value],
  attributes: { axis: 0, start, end },
  shape: [end - start],
  type: 'float',
});

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

function emitLoop(spec: StepSpec, step: Step, sources: RowSources): OnnxGraph {
  const names = new OnnxNames();
  const body = new OnnxEmitter(names);
  const wanted = [...step.losses, ...step.reports, ...step.carried.map((carried) => carried.next)];
  const inputs: OnnxValue[] = [
    { name: 'step_count', type: 'int64', shape: [] },
    { name: 'rows', type: 'int', shape: ['all rows'] },
    { name: 'starts', type: 'int', shape: ['steps', 1] },
    { name: 'ends', type: 'int', shape: ['steps', 1] },
  ];
  const start = body.add('Gather', ['starts', 'iteration'], { axis: { int: 0 } });
  const end = body.add('Gather', ['ends', 'iteration'], { axis: { int: 0 } });
  const rows = body.add('Slice', ['rows', start, end]);

  for (const { storage, node } of step.frozen) {
    inputs.push({ name: storage.name, type: 'float', shape: storageShape(storage) });
    body.bind(node, storage.name);
  }
  for (const { name, node } of step.carried) body.bind(node, `carried ${name}`);
  const isCarried = new Set(step.carried.map((carried) => carried.name));
  for (const { storage, nodes } of step.packed) {
    const block = isCarried.has(storage.name) ? `carried ${storage.name}` : storage.name;
    unpackNodes(body, block, storage, nodes);
  }
  const seen = new Set<string>();
  for (const needed of inputsOf(wanted)) {
    const { name, role } = needed.attributes;
    if (role === 'parameter' || role === 'state') continue;
    const key = `${role} ${name}`;
    if (role === 'rows') {
      if (!seen.has(key)) inputs.push({ ...rowSourceValue(`block ${name}`, sources[name]!) });
      body.bind(needed, emitRows(body, sources[name]!, `block ${name}`, rows, needed.shape));
    } else if (role === 'scalar') {
      if (!seen.has(key)) inputs.push({ name, type: 'float', shape: ['steps'] });
      body.bind(needed, body.add('Gather', [name, 'iteration'], { axis: { int: 0 } }));
    } else {
      if (!seen.has(key))
        inputs.push({ name, type: needed.type, shape: ['all rows', ...onnxShape(needed.shape.slice(1))] });
      body.bind(needed, body.add('Slice', [name, start, end]));
    }
    seen.add(key);
  }

  const results = body.emit(wanted);
  const losses = results.slice(0, step.losses.length);
  const reports = results.slice(step.losses.length, step.losses.length + step.reports.length);
  const nexts = results.slice(step.losses.length + step.reports.length);
  // A sum minus itself is 0 for a finite sum and not a number otherwise.
  const total = losses.length === 1 ? losses[0]! : body.add('Sum', losses);
  const fine = body.add('Equal', [body.add('Sub', [total, total]), names.floats([0], [])]);
  // Outputs of a subgraph must be made inside it and each under its own name.
  const own = (name: string) => body.add('Identity', [name]);

  const reportNames = Object.keys(spec.reports);
  const bodyGraph: OnnxGraph = {
    name: 'step',
    nodes: body.nodes,
    initializers: [],
    inputs: [
      { name: 'iteration', type: 'int64', shape: [] },
      { name: 'going', type: 'bool', shape: [] },
      ...step.carried.map(({ name, shape }) => ({ name: `carried ${name}`, type: 'float' as const, shape })),
    ],
    outputs: [
      { name: fine, type: 'bool', shape: [] },
      ...step.carried.map(({ shape }, index) => ({ name: nexts[index]!, type: 'float' as const, shape })),
      { name: body.add('Cast', [fine], { to: { int: ONNX_TYPE.byte } }), type: 'byte', shape: [] },
      ...reports.map((name) => ({ name: own(name), type: 'float' as const, shape: [] })),
    ],
  };
  for (const { name, shape } of step.carried) inputs.push({ name, type: 'float', shape });
  const outputs: OnnxValue[] = [
    ...step.carried.map(({ name, shape }) => ({ name: `${name} next`, type: 'float' as const, shape })),
    { name: 'fine', type: 'byte', shape: ['done'] },
    ...reportNames.map((name) => ({ name: `report ${name}`, type: 'float' as const, shape: ['done'] })),
  ];
  return {
    name: 'training',
    nodes: [
      {
        type: 'Loop',
        inputs: ['step_count', '', ...step.carried.map(({ name }) => name)],
        outputs: outputs.map(({ name }) => name),
        attributes: { body: { graph: bodyGraph } },
      },
    ],
    initializers: names.initializers,
    inputs,
    outputs,
  };
}

/** Reads the parameters out of a packed vector: one split, and a reshape where a parameter is not a vector. */
function unpackNodes(
  body: OnnxEmitter,
  block: string,
  storage: Storage & { kind: 'pack' },
  nodes: readonly Node[],
): void {
  const lengths = storage.parts.map((part) => part.shape.reduce((a, b) => a * b, 1));
  const pieces = storage.parts.map((part) => body.names.fresh(part.parameter));
  if (pieces.length === 1) pieces[0] = block;
  else
    body.nodes.push({
      type: 'Split',
      inputs: [block, body.names.int64s(lengths)],
      outputs: pieces,
      attributes: { axis: { int: 0 } },
    });
  nodes.forEach((node, index) => {
    const { shape } = storage.parts[index]!;
    body.bind(
      node,
      shape.length === 1 ? pieces[index]! : body.add('Reshape', [pieces[index]!, body.names.int64s(shape)]),
    );
  });
}
