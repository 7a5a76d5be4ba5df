/** What a caller hands to the engine, and what comes back. Plain descriptions; the engine knows nothing of models. */
import type { Node } from '../graph/node.ts';
import type { RowSource } from './rows.ts';

/** Named numbers at rest, row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export type NamedTensors = Readonly<Record<string, NamedTensor>>;

/** An optimizer's arithmetic as graph nodes. Slots have the parameter's shape and start at zero. */
export interface OptimizerForm {
  readonly slots: readonly string[];
  /** Numbers it needs at each step, computed by the caller in float64. */
  readonly scalars: readonly string[];
  /** @param isWeight - 1 at elements of parameters of two or more dimensions, 0 at those of biases and scales */
  update(
    parameter: Node,
    gradient: Node,
    slots: Readonly<Record<string, Node>>,
    scalars: Readonly<Record<string, Node>>,
    isWeight: Node,
  ): { readonly parameter: Node; readonly slots: Readonly<Record<string, Node>> };
}

/** Gradients whose common norm is above `norm` are shortened to it. */
export interface GradientClip {
  readonly norm: number;
  /** Added to the norm that they are divided by. */
  readonly epsilon: number;
}

/** One update of a step. Updates run in order on one batch; a later one sees what an earlier one changed. */
export interface UpdateSpec {
  readonly name: string;
  /** Shape `[]`. */
  readonly loss: Node;
  /** Names of the parameters it moves. */
  readonly trains: readonly string[];
  readonly optimizer: OptimizerForm;
  /** Over all that it moves together; absent: gradients as they are. */
  readonly clip?: GradientClip;
  /** It runs at every n-th step only. */
  readonly every: number;
}

export interface StepSpec {
  /** Parameter name to its input node, all that the losses use. */
  readonly parameters: ReadonlyMap<string, Node>;
  /** Running statistics: name to the input node and its value after the step. */
  readonly states: ReadonlyMap<string, { readonly node: Node; readonly next: Node }>;
  readonly updates: readonly UpdateSpec[];
  /** Values of shape `[]` reported for each step, computed before its updates. */
  readonly reports: Readonly<Record<string, Node>>;
}

/** One chunk of steps. Row inputs of all steps lie one after another. */
export interface Chunk {
  readonly stepCount: number;
  /** Row numbers of all steps. */
  readonly rows: Int32Array;
  /** `[stepCount + 1]` where each step's rows start in `rows`; the last entry is its length. */
  readonly starts: Int32Array;
  /** Noise and mask inputs: name to `[rows.length, ...]`. */
  readonly rowInputs: Readonly<Record<string, Float32Array | Uint8Array>>;
  /** Scalar inputs: name to `[stepCount]`; an update's own are named `update.scalar`. */
  readonly scalars: Readonly<Record<string, Float32Array>>;
}

export interface ChunkResult {
  /** Steps whose losses were all finite; fewer than asked when one was not. */
  readonly completed: number;
  /** Whether everything carried is finite after the chunk; always true when a loss stopped it. */
  readonly stateIsFinite: boolean;
  /** Report name to `[completed]`. */
  readonly reports: Readonly<Record<string, Float32Array>>;
}

export type RowSources = Readonly<Record<string, RowSource>>;

/** The name of an optimizer slot, or of a scalar, of one update. */
export const slotName = (update: string, slot: string, parameter: string): string => `${update}/${slot}/${parameter}`;
export const scalarName = (update: string, scalar: string): string => `${update}.${scalar}`;
