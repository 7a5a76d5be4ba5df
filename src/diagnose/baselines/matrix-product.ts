/** Products of float32 matrices through ONNX Runtime: tens of times faster than a loop, and it is loaded for training anyway. */
import type { InferenceSession } from 'onnxruntime-node';
import { encodeModel } from '../../engine/onnx-proto.ts';

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

const sessions = new Map<string, Promise<InferenceSession>>();

/** left x right, either of them transposed first if asked. */
export async function matrixProduct(left: Matrix, right: Matrix, transposed: Transposed = {}): Promise<Matrix> {
  const { Tensor } = await import('onnxruntime-node');
  const session = await sessionFor(transposed);
  const tensor = ({ data, rows, columns }: Matrix) => new Tensor('float32', data, [rows, columns]);
  const { product } = await session.run({ left: tensor(left), right: tensor(right) });
  return {
    rows: transposed.left ? left.columns : left.rows,
    columns: transposed.right ? right.rows : right.columns,
    data: product!.data as Float32Array,
  };
}

function sessionFor({ left = false, right = false }: Transposed): Promise<InferenceSession> {
  const key = `${left}/${right}`;
  let session = sessions.get(key);
  if (session === undefined) {
    session = import('onnxruntime-node').then(({ InferenceSession }) =>
      InferenceSession.create(productModel(left, right)),
    );
    sessions.set(key, session);
  }
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
