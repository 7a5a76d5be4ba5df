/** Rows of two datasets with the same columns, one after the other. */
import type { Dataset, Values } from './dataset.ts';
import { asFloat32 } from './select.ts';

/** @returns the second after the first; labels and ids are left out. Storage is kept where both have the same. */
export function joinRows(first: Dataset, second: Dataset): Dataset {
  const { name, featureCount, rowShape, columns, modalities, notices } = first;
  const rowCount = first.rowCount + second.rowCount;
  return { name, rowCount, featureCount, rowShape, columns, modalities, notices, values: joinValues(first, second) };
}

function joinValues(first: Dataset, second: Dataset): Values {
  const [a, b] = [first.values, second.values];
  const isSame = a.kind === b.kind && !(a.kind === 'bytes' && b.kind === 'bytes' && a.scale !== b.scale);
  if (isSame && a.kind !== 'float32') return { ...a, data: joined(Uint8Array, a.data, b.data as Uint8Array) };
  const data = joined(Float32Array, asFloat32(first), asFloat32(second));
  return { kind: 'float32', data };
}

function joined<T extends Uint8Array | Float32Array>(Block: new (length: number) => T, first: T, second: T): T {
  const data = new Block(first.length + second.length);
  data.set(first);
  data.set(second, first.length);
  return data;
}
