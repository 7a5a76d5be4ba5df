/** Arrays of numbers - .npy, .npz - as datasets: `[rows, columns]` tables, or images `[rows, height, width, channels]`. */
import { DataError } from '../../base/errors.ts';
import type { NpyArray, NumberArray } from '../../tensor/npy.ts';
import { listNpz } from '../../tensor/npz.ts';
import type { Dataset, Values } from '../dataset.ts';
import { compact } from '../select.ts';
import { requireElements } from '../values-builder.ts';

/**
 * Takes an array as it is: bytes stay bytes, 0 / 1 become bits, other numbers float32. Images of bytes count as
 * intensities, byte / 255.
 *
 * @param where - the file's name, for messages and as the dataset's name
 */
export function datasetFromArray(array: NpyArray, where: string): Dataset {
  if (array.kind === 'texts') throw new DataError(where, 'holds texts', { expected: 'an array of numbers' });
  const [rowCount = 0, ...inner] = array.shape;
  if (inner.length < 1 || inner.length > 3) {
    throw new DataError(where, `has shape [${array.shape.join(', ')}]`, {
      expected: '[rows, columns], [rows, height, width] or [rows, height, width, channels]',
    });
  }
  if (array.data.length === 0)
    throw new DataError(where, `has shape [${array.shape.join(', ')}], which holds no values`);
  const isImage = inner.length > 1;
  const rowShape = inner.length === 2 ? [...inner, 1] : inner;
  const featureCount = inner.reduce((product, size) => product * size, 1);
  requireElements(rowCount, featureCount, where);
  const values = compact(valuesOf(array.data), rowCount, featureCount);
  const isGrey = isImage && values.kind === 'bytes';
  return {
    name: where,
    rowCount,
    featureCount,
    rowShape,
    columns: isImage ? pixelNames(rowShape) : Array.from({ length: featureCount }, (_, i) => `column${i}`),
    modalities: [{ name: 'data', start: 0, count: featureCount }],
    values: isGrey ? { ...values, scale: 1 / 255 } : values,
    notices: isGrey ? ['Bytes of images are read as intensities: byte / 255.'] : [],
  };
}

function valuesOf(data: NumberArray): Values {
  if (data instanceof Uint8Array) return { kind: 'bytes', data, scale: 1 };
  return { kind: 'float32', data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/** `y3_x14`, and `_c0` where there is more than one channel. */
function pixelNames([height = 1, width = 1, channels = 1]: readonly number[]): string[] {
  const names: string[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) names.push(channels === 1 ? `y${y}_x${x}` : `y${y}_x${x}_c${c}`);
    }
  }
  return names;
}

/** The only member of a .npz that can be data: more than one axis, numbers. @throws DataError naming the members */
export async function onlyDataMember(path: string, where: string): Promise<string> {
  const members = await listNpz(path);
  const candidates = members.filter(({ shape, dtype }) => shape.length >= 2 && !dtype.startsWith('U'));
  if (candidates.length === 1) return candidates[0]!.name;
  throw new DataError(where, `has ${candidates.length} members with rows and columns`, {
    expected: members.map(({ name, shape }) => `${name} [${shape.join(', ')}]`),
    advice: 'Name one: source: {npz: FILE, member: NAME}',
  });
}

/** One text per row from an array of labels. @throws DataError when it has more than one axis */
export function labelTexts(array: NpyArray, where: string): string[] {
  const rows = array.shape[0] ?? 0;
  if (array.data.length !== rows) {
    throw new DataError(where, `has shape [${array.shape.join(', ')}]`, { expected: 'one label per row: [rows]' });
  }
  return Array.from(array.data as ArrayLike<number | string>, String);
}
