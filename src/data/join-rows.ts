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
  if (isSame && a.kind !== 'float32') return { ...a, data: Buffer.concat([a.data, b.data as Uint8Array]) };
  const [x, y] = [asFloat32(first), asFloat32(second)];
  const data = new Float32Array(x.length + y.length);
  data.set(x);
  data.set(y, x.length);
  return { kind: 'float32', data };
}
