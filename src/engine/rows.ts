/** How rows of a dataset reach a program: its block is an input read in place, and a step gathers rows by number. */
import type { Shape } from '../tensor/shape.ts';
import type { OnnxEmitter } from './onnx-emitter.ts';
import { ONNX_TYPE, type OnnxValue } from './onnx-proto.ts';
import type { Feed } from './session.ts';

/** A block of rows, `[rows, columns]`. Bits: eight to a byte, lowest first, rows start at a byte. */
export type RowSource =
  | { readonly kind: 'float32'; readonly data: Float32Array; readonly columns: number }
  | { readonly kind: 'bytes'; readonly data: Uint8Array; readonly columns: number; readonly scale: number }
  | { readonly kind: 'bits'; readonly data: Uint8Array; readonly columns: number };

const stride = (source: RowSource): number => (source.kind === 'bits' ? Math.ceil(source.columns / 8) : source.columns);

export const rowSourceValue = (name: string, source: RowSource): OnnxValue => ({
  name,
  type: source.kind === 'float32' ? 'float' : 'byte',
  shape: [`${name} rows`, stride(source)],
});

export const rowSourceFeed = (source: RowSource): Feed => ({
  data: source.data,
  shape: [source.data.length / stride(source), stride(source)],
});

/** Rows made for a step, such as noise. @param shape - of the input that reads them, its first axis the batch */
export function rowInputFeed(data: Float32Array | Uint8Array, shape: Shape): Feed {
  const row = shape.slice(1) as number[];
  return { data, shape: [data.length / row.reduce((a, b) => a * b, 1), ...row] };
}

/** Emits the float rows of the given row numbers. @param shape - what the graph reads them as, `[batch, ...]` */
export function emitRows(emit: OnnxEmitter, source: RowSource, block: string, rows: string, shape: Shape): string {
  const matrix = emitMatrix(emit, source, block, rows);
  if (shape.length === 2) return matrix;
  return emit.add('Reshape', [matrix, emit.names.int64s([-1, ...(shape.slice(1) as number[])])]);
}

/** `[count, columns]` */
function emitMatrix(emit: OnnxEmitter, source: RowSource, block: string, rows: string): string {
  const gathered = emit.add('Gather', [block, rows], { axis: { int: 0 } });
  if (source.kind === 'float32') return gathered;
  if (source.kind === 'bytes') {
    const floats = emit.add('Cast', [gathered], { to: { int: ONNX_TYPE.float } });
    return source.scale === 1 ? floats : emit.add('Mul', [floats, emit.names.floats([source.scale], [])]);
  }
  // Each byte looks up its eight bits in a table of 256 rows: one gather instead of shifts and masks.
  const table = emit.names.floats(
    Array.from({ length: 2048 }, (_, i) => ((i >> 3) >> (i & 7)) & 1),
    [256, 8],
  );
  const indices = emit.add('Cast', [gathered], { to: { int: ONNX_TYPE.int } });
  const spread = emit.add('Gather', [table, indices], { axis: { int: 0 } });
  const flat = emit.add('Reshape', [spread, emit.names.int64s([-1, stride(source) * 8])]);
  if (source.columns % 8 === 0) return flat;
  return emit.add('Slice', [flat, emit.names.int64s([0]), emit.names.int64s([source.columns]), emit.names.int64s([1])]);
}
