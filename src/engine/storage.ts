/**
 * How parameters lie in memory while a program runs. Element-wise optimizer steps are bound by memory, and small ones
 * by the cost of a node; so small parameters share one packed vector, and large matrices are cut into tiles whose
 * gradient is consumed by their update while it is still in the cache. Names and shapes outside do not change.
 */
import { isOp, type Node, topologicalOrder } from '../graph/node.ts';
import { add, concatenate, input, matmul, slice } from '../graph/operations/index.ts';
import { elementCount, sameShape } from '../tensor/shape.ts';
import type { NamedTensor } from './program.ts';

export interface StoredPart {
  /** Name of the parameter. */
  readonly parameter: string;
  readonly shape: readonly number[];
  /** Pack: first element. Tile: first position along the axis. */
  readonly start: number;
}

/** One block of memory: several whole parameters, or (part of) one. */
export type Storage =
  | { readonly kind: 'pack'; readonly name: string; readonly length: number; readonly parts: readonly StoredPart[] }
  | {
      readonly kind: 'tile';
      readonly name: string;
      readonly parameter: string;
      readonly shape: readonly number[];
      readonly axis: number;
      readonly start: number;
    };

export interface StorageLimits {
  /** Parameters up to this many elements are packed. */
  readonly packLimit: number;
  /** Matrices above twice this many elements are cut into tiles of about this size. */
  readonly tileSize: number;
}

export const STORAGE_LIMITS: StorageLimits = { packLimit: 32_768, tileSize: 1_000_000 };
/** Every parameter by itself, under its own name. */
export const UNCHANGED: StorageLimits = { packLimit: -1, tileSize: Number.POSITIVE_INFINITY };

/**
 * @param parameters - parameter name to its node
 * @param groupOf - parameters of one group are moved by the same updates; only those share a pack
 * @param rawInput - whether a parameter multiplies raw rows, which need no gradient
 */
export function planStorage(
  parameters: ReadonlyMap<string, Node>,
  groupOf: (parameter: string) => string,
  rawInput: (parameter: string) => boolean,
  limits: StorageLimits,
): Storage[] {
  const packs = new Map<string, StoredPart[]>();
  const lengths = new Map<string, number>();
  const tiles: Storage[] = [];
  for (const [parameter, { shape: symbolic }] of parameters) {
    const shape = symbolic as readonly number[];
    const count = elementCount(shape);
    if (count <= limits.packLimit) {
      const group = groupOf(parameter);
      const start = lengths.get(group) ?? 0;
      packs.set(group, [...(packs.get(group) ?? []), { parameter, shape, start }]);
      lengths.set(group, start + count);
    } else tiles.push(...tilesOf(parameter, shape, rawInput(parameter) ? 0 : 1, limits.tileSize));
  }
  const packed = [...packs].map(
    ([group, parts]): Storage => ({ kind: 'pack', name: `pack:${group}`, length: lengths.get(group)!, parts }),
  );
  return [...packed, ...tiles];
}

function tilesOf(parameter: string, shape: readonly number[], axis: number, tileSize: number): Storage[] {
  const count = elementCount(shape);
  if (shape.length !== 2 || count <= 2 * tileSize)
    return [{ kind: 'tile', name: parameter, parameter, shape, axis: 0, start: 0 }];
  const pieces = Math.min(shape[axis]!, Math.round(count / tileSize));
  return Array.from({ length: pieces }, (_, index): Storage => {
    const start = Math.floor((shape[axis]! * index) / pieces);
    const end = Math.floor((shape[axis]! * (index + 1)) / pieces);
    const part = shape.map((d, at) => (at === axis ? end - start : d));
    return { kind: 'tile', name: `tile:${parameter}:${index}`, parameter, shape: part, axis, start };
  });
}

export const storageShape = (storage: Storage): readonly number[] =>
  storage.kind === 'pack' ? [storage.length] : storage.shape;

/** Gathers named tensors into a block. @param tensorOf - what holds a parameter's numbers: itself, or an optimizer slot */
export function pack(storage: Storage, tensorOf: (parameter: string) => NamedTensor): Float32Array {
  const block = new Float32Array(elementCount(storageShape(storage)));
  if (storage.kind === 'pack') {
    for (const part of storage.parts) block.set(tensorOf(part.parameter).data, part.start);
    return block;
  }
  const { shape, data } = tensorOf(storage.parameter);
  copyTile(storage, shape, (whole, part, length) => block.set(data.subarray(whole, whole + length), part));
  return block;
}

/** Copies blocks back into whole tensors: the inverse of `pack`. */
export function unpack(
  storages: readonly Storage[],
  blockOf: (storage: Storage) => Float32Array,
  shapes: ReadonlyMap<string, readonly number[]>,
): Record<string, NamedTensor> {
  const tensors: Record<string, NamedTensor> = {};
  for (const storage of storages) {
    const block = blockOf(storage);
    if (storage.kind === 'pack') {
      for (const part of storage.parts) {
        const data = block.slice(part.start, part.start + elementCount(part.shape));
        tensors[part.parameter] = { shape: part.shape, data };
      }
      continue;
    }
    const shape = shapes.get(storage.parameter)!;
    if (sameShape(storage.shape, shape)) {
      tensors[storage.parameter] = { shape, data: block };
      continue;
    }
    const whole = (tensors[storage.parameter] ??= { shape, data: new Float32Array(elementCount(shape)) });
    copyTile(storage, shape, (at, part, length) => whole.data.set(block.subarray(part, part + length), at));
  }
  return tensors;
}

/** Calls `copy(offset in the whole, offset in the tile, length)` for each contiguous run of a tile. */
function copyTile(
  tile: Extract<Storage, { kind: 'tile' }>,
  whole: readonly number[],
  copy: (whole: number, part: number, length: number) => void,
): void {
  const inner = tile.shape.slice(tile.axis + 1).reduce((a, b) => a * b, 1);
  const outer = tile.shape.slice(0, tile.axis).reduce((a, b) => a * b, 1);
  const run = (tile.shape[tile.axis] ?? 1) * inner;
  const stride = (whole[tile.axis] ?? 1) * inner;
  for (let index = 0; index < outer; index++) copy(index * stride + tile.start * inner, index * run, run);
}

/**
 * Rewrites products with tiled matrices as products with their tiles.
 *
 * @returns the outputs, and the input node of each tile
 */
export function tileProducts(
  outputs: readonly Node[],
  parameters: ReadonlyMap<string, Node>,
  storages: readonly Storage[],
): { outputs: Node[]; tiles: Map<string, Node> } {
  const tiles = new Map<string, Node>();
  const tilesOfParameter = new Map<Node, { node: Node; axis: number; start: number; end: number }[]>();
  for (const storage of storages) {
    if (storage.kind !== 'tile') continue;
    const parameter = parameters.get(storage.parameter)!;
    const whole = sameShape(storage.shape, parameter.shape);
    const node = whole ? parameter : input(storage.name, storage.shape, 'parameter');
    tiles.set(storage.name, node);
    if (whole) continue;
    const end = storage.start + storage.shape[storage.axis]!;
    const known = tilesOfParameter.get(parameter) ?? [];
    tilesOfParameter.set(parameter, [...known, { node, axis: storage.axis, start: storage.start, end }]);
  }
  const built = new Map<Node, Node>();
  for (const original of topologicalOrder(outputs)) {
    const parts =
      isOp(original, 'matmul') && !original.attributes.transposeRight && !original.attributes.transposeLeft
        ? tilesOfParameter.get(original.inputs[1]!)
        : undefined;
    const direct = tilesOfParameter.get(original);
    if (parts !== undefined) {
      const left = built.get(original.inputs[0]!)!;
      const products = parts.map((tile) =>
        tile.axis === 0 ? matmul(slice(left, 1, tile.start, tile.end), tile.node) : matmul(left, tile.node),
      );
      built.set(
        original,
        parts[0]!.axis === 0
          ? products.reduce<Node>((total, each) => (total === each ? total : add(total, each)), products[0]!)
          : concatenate(products, 1),
      );
    } else if (direct !== undefined) {
      built.set(
        original,
        concatenate(
          direct.map((tile) => tile.node),
          direct[0]!.axis,
        ),
      );
    } else {
      const inputs = original.inputs.map((source) => built.get(source)!);
      const changed = inputs.some((source, index) => source !== original.inputs[index]);
      built.set(original, changed ? { ...original, inputs } : original);
    }
  }
  return { outputs: outputs.map((output) => built.get(output)!), tiles };
}
