/** Products of float32 matrices through ONNX Runtime: tens of times faster than a loop, and it is loaded for training anyway. */
import { availableParallelism } from 'node:os';
import { encodeModel } from '../../engine/onnx-proto.ts';
import { type EngineSession, openSession } from '../../engine/session.ts';

/** Numbers row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export interface Transposed {
  readonly left?: boolean;
  readonly right?: boolean;
}

const sessions = new Map<string, Promise<EngineSession>>();

/** left x right, either of them transposed first if asked. */
export async function matrixProduct(left: Matrix, right: Matrix, transposed: Transposed = {}): Promise<Matrix> {
  const session = await sessionFor(transposed);
  const feed = ({ data, rows, columns }: Matrix) => ({ data, shape: [rows, columns] });
  const { product } = await session.run({ left: feed(left), right: feed(right) });
  const [rows, columns] = product!.shape;
  return { rows: rows!, columns: columns!, data: product!.data as Float32Array };
}

/** Opened once for each way to transpose, and kept: they hold no numbers between products. */
function sessionFor({ left = false, right = false }: Transposed): Promise<EngineSession> {
  const key = `${left}/${right}`;
  const session = sessions.get(key) ?? openSession(productModel(left, right), { threads: availableParallelism() });
  sessions.set(key, session);
  return session;
}

function productModel(transposeLeft: boolean, transposeRight: boolean): Uint8Array {
  const attributes = { transA: { int: Number(transposeLeft) }, transB: { int: Number(transposeRight) } };
  const matrix = (name: string) => ({ name, type: 'float' as const, shape: [`${name} rows`, `${name} columns`] });
  return encodeModel({
    name: 'product',
    nodes: [{ type: 'Gemm', inputs: ['left', 'right'], outputs: ['product'], attributes }],
    initializers: [],
    inputs: [matrix('left'), matrix('right')],
    outputs: [matrix('product')],
  });
}
