/**
 * A training step as one ONNX program. K steps run in one ONNX `Loop` that carries parameters, running statistics and
 * optimizer slots; rows are gathered by number from a block that is read in place; noise, masks and per-step numbers
 * come in as inputs. The loop stops before a step whose losses are not all finite would be counted.
 */
import { inputsOf } from '../graph/node.ts';
import { elementCount, type Shape } from '../tensor/shape.ts';
import { encodeModel, type OnnxGraph } from './onnx-proto.ts';
import {
  type Chunk,
  type ChunkResult,
  type NamedTensor,
  type NamedTensors,
  type RowSources,
  type StepSpec,
  slotName,
} from './program.ts';
import { rowInputFeed, rowSourceFeed } from './rows.ts';
import { type EngineOptions, type EngineSession, type Feed, openSession } from './session.ts';
import { isMovedBy, outputsOf, planStep, type StepPlan } from './step-plan.ts';
import { pack, STORAGE_LIMITS, type Storage, type StorageLimits, storageShape, unpack } from './storage.ts';
import { emitLoop } from './training-loop.ts';

export class TrainingProgram {
  readonly #spec: StepSpec;
  readonly #plan: StepPlan;
  readonly #session: EngineSession;
  readonly #sources: RowSources;
  #blocks = new Map<string, Float32Array>();

  /** Shapes of noise and mask inputs. */
  readonly #rowShapes: ReadonlyMap<string, Shape>;

  private constructor(spec: StepSpec, plan: StepPlan, session: EngineSession, sources: RowSources) {
    this.#spec = spec;
    this.#plan = plan;
    this.#session = session;
    this.#sources = sources;
    this.#rowShapes = new Map(inputsOf(outputsOf(plan)).map(({ attributes, shape }) => [attributes.name, shape]));
  }

  /**
   * @param sources - the block behind each input of role `rows`
   * @param limits - how parameters lie in memory: changes speed, not results beyond rounding
   */
  static async compile(
    spec: StepSpec,
    sources: RowSources,
    options: EngineOptions,
    limits: StorageLimits = STORAGE_LIMITS,
  ): Promise<TrainingProgram> {
    const plan = planStep(spec, limits);
    const session = await openSession(encodeModel(emitLoop(plan, sources)), options);
    return new TrainingProgram(spec, plan, session, sources);
  }

  /** Number of ONNX nodes of one step: what a small model's speed depends on. */
  static nodeCount(spec: StepSpec, sources: RowSources, limits: StorageLimits = STORAGE_LIMITS): number {
    const graph = emitLoop(planStep(spec, limits), sources);
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
    for (const storage of this.#plan.storages)
      this.#blocks.set(
        storage.name,
        pack(storage, (parameter) => state[parameter]!),
      );
    for (const [name] of this.#spec.states) this.#blocks.set(name, state[name]!.data);
    for (const { update, slot, storage } of slotsOf(this.#spec, this.#plan.storages)) {
      const tensorOf = (parameter: string): NamedTensor => {
        const shape = this.#spec.parameters.get(parameter)!.shape as number[];
        return state[slotName(update, slot, parameter)] ?? { shape, data: new Float32Array(elementCount(shape)) };
      };
      this.#blocks.set(slotName(update, slot, storage.name), pack(storage, tensorOf));
    }
  }

  /** Parameters and running statistics by name. Blocks that hold one whole tensor are shared, not copied. */
  parameters(): Record<string, NamedTensor> {
    const tensors = unpack(this.#plan.storages, (storage) => this.#blocks.get(storage.name)!, shapesOf(this.#spec));
    for (const [name, { node }] of this.#spec.states)
      tensors[name] = { shape: node.shape as number[], data: this.#blocks.get(name)! };
    return tensors;
  }

  /** Optimizer slots by name. */
  slots(): Record<string, NamedTensor> {
    const tensors: Record<string, NamedTensor> = {};
    for (const update of this.#spec.updates) {
      for (const slot of update.optimizer.slots) {
        const moved = this.#plan.storages.filter((storage) => isMovedBy(update, storage));
        const blockOf = (storage: Storage) => this.#blocks.get(slotName(update.name, slot, storage.name))!;
        const whole = unpack(moved, blockOf, shapesOf(this.#spec));
        for (const [parameter, tensor] of Object.entries(whole))
          tensors[slotName(update.name, slot, parameter)] = tensor;
      }
    }
    return tensors;
  }

  /** Bytes copied out at the end of a chunk. */
  get carriedBytes(): number {
    return this.#plan.carried.reduce((total, { shape }) => total + 4 * elementCount(shape), 0);
  }

  /**
   * Runs a chunk of steps. When a step's losses, or what is carried after the last step, are not all finite, the state
   * stays as it was before the chunk; `completed` says how many steps had finite losses.
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
      const shape = this.#rowShapes.get(name);
      if (shape !== undefined) feeds[`input ${name}`] = rowInputFeed(data, shape);
    }
    for (const [name, data] of Object.entries(chunk.scalars)) feeds[`input ${name}`] = { data, shape: [stepCount] };
    for (const [name, source] of Object.entries(this.#sources)) feeds[`block ${name}`] = rowSourceFeed(source);
    for (const { storage } of this.#plan.frozen)
      feeds[`held ${storage.name}`] = { data: this.#blocks.get(storage.name)!, shape: storageShape(storage) };
    for (const { name, shape } of this.#plan.carried) feeds[`held ${name}`] = { data: this.#blocks.get(name)!, shape };

    const outputs = await this.#session.run(feeds);
    const fine = outputs.fine!.data as Uint8Array;
    const stop = fine.indexOf(0);
    const completed = stop === -1 ? fine.length : stop;
    // A last step may spoil parameters that no loss has seen yet: such a chunk does not count either.
    const stateIsFinite = completed < stepCount || Number.isFinite((outputs['state sum']!.data as Float32Array)[0]);
    if (completed === stepCount && stateIsFinite)
      for (const { name } of this.#plan.carried) this.#blocks.set(name, outputs[`next ${name}`]!.data as Float32Array);
    const reports = Object.keys(this.#spec.reports).map(
      (name, index) => [name, (outputs[`report ${index}`]!.data as Float32Array).subarray(0, completed)] as const,
    );
    return { completed, stateIsFinite, reports: Object.fromEntries(reports) };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

const shapesOf = (spec: StepSpec): Map<string, readonly number[]> =>
  new Map([...spec.parameters].map(([name, node]) => [name, node.shape as readonly number[]]));

const slotsOf = (spec: StepSpec, storages: readonly Storage[]) =>
  spec.updates.flatMap((update) =>
    update.optimizer.slots.flatMap((slot) =>
      storages
        .filter((storage) => isMovedBy(update, storage))
        .map((storage) => ({ update: update.name, slot, storage })),
    ),
  );
