/**
 * What layers need from outside while a graph is being built: trained parameters, running statistics, noise and masks.
 * A scope collects them by name. The same layers build the training graph and the inference graph; names tie them.
 */
import type { RandomStream } from '../base/random.ts';
import type { Node } from '../graph/node.ts';
import { input } from '../graph/operations/index.ts';
import type { ConventionValues } from './conventions.ts';
import type { Initializer } from './initializers.ts';

export interface ParameterSpec {
  readonly node: Node;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
}

export interface StateSpec {
  readonly node: Node;
  readonly shape: readonly number[];
  readonly initialValue: number;
  /** The value after a step; the node itself in an inference graph. */
  readonly next: Node;
}

/** Fills the codes of some rows, `[rows, width]`, which are 0 before. */
export type DrawCodes = (codes: Uint8Array, rowCount: number, random: RandomStream) => void;

/** Random row inputs of a step: standard normal noise, masks that are 1 with probability `keep`, or codes drawn by a rule. */
export type RowInputSpec =
  | { readonly kind: 'noise'; readonly width: number }
  | { readonly kind: 'mask'; readonly width: number; readonly keep: number }
  | { readonly kind: 'codes'; readonly width: number; readonly draw: DrawCodes };

export class Scope {
  readonly parameters = new Map<string, ParameterSpec>();
  readonly states = new Map<string, StateSpec>();
  readonly rowInputs = new Map<string, RowInputSpec>();
  readonly conventions: ConventionValues;
  readonly #trains: readonly string[];

  /** @param trains - parts that train: theirs drop units and normalize by the batch; parts at rest do neither */
  constructor(trains: readonly string[], conventions: ConventionValues) {
    this.#trains = trains;
    this.conventions = conventions;
  }

  /** Whether a layer is in training. @param name - begins with its part */
  isTraining(name: string): boolean {
    return this.#trains.includes(name.split('.')[0]!);
  }

  /** A trained parameter. Asking twice for one name gives the same one. */
  parameter(name: string, shape: readonly number[], initializer: Initializer): Node {
    const known = this.parameters.get(name);
    if (known !== undefined) return known.node;
    const node = input(name, shape, 'parameter');
    this.parameters.set(name, { node, shape, initializer });
    return node;
  }

  /** A running statistic. @param next - its value after a step, from its value before */
  state(name: string, shape: readonly number[], initialValue: number, next: (before: Node) => Node): Node {
    const known = this.states.get(name);
    if (known !== undefined) return known.node;
    const node = input(name, shape, 'state');
    this.states.set(name, { node, shape, initialValue, next: this.isTraining(name) ? next(node) : node });
    return node;
  }

  /** `[batch, width]` draws from the standard normal distribution. */
  noise(name: string, width: number): Node {
    this.rowInputs.set(name, { kind: 'noise', width });
    return input(name, ['batch', width], 'noise');
  }

  /** `[batch, width]` bytes, 1 with probability `keep`. */
  mask(name: string, width: number, keep: number): Node {
    this.rowInputs.set(name, { kind: 'mask', width, keep });
    return input(name, ['batch', width], 'mask', 'byte');
  }

  /** `[batch, width]` bytes. */
  codes(name: string, width: number, draw: DrawCodes): Node {
    this.rowInputs.set(name, { kind: 'codes', width, draw });
    return input(name, ['batch', width], 'mask', 'byte');
  }
}
