/**
 * Numbers as pixels: images and strips as PNG, small enough to stand inside a figure. A figure that drew each pixel as
 * a mark of its own would be a hundred times as large.
 */
import { crc32, deflateSync } from 'node:zlib';

/** `grey`: black to white, as images are seen. `blue`: white to dark blue, as tables are read. */
export type Palette = 'grey' | 'blue';

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** `[height, width, channels]` 0 to 255 */
  readonly levels: Uint8Array;
  /** Levels of a palette, or red, green and blue. */
  readonly channels: 1 | 3;
}

/** What lies between `low` and `high` becomes 0 to 255; what lies beyond is cut, and what is no number is `low`. */
export function levelsOf(values: ArrayLike<number>, [low, high]: readonly [number, number]): Uint8Array {
  const width = high > low ? high - low : 1;
  return Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / width || 0))));
}

/** Each pixel as a square of `factor` by `factor`: how sharp it stays then depends on no viewer. */
export function zoomed({ width, height, levels, channels }: Raster, factorX: number, factorY = factorX): Raster {
  const wide = width * factorX;
  const zoomedLevels = new Uint8Array(wide * height * factorY * channels);
  for (let y = 0; y < height * factorY; y++) {
    for (let x = 0; x < wide; x++) {
      const from = (Math.floor(y / factorY) * width + Math.floor(x / factorX)) * channels;
      for (let c = 0; c < channels; c++) zoomedLevels[(y * wide + x) * channels + c] = levels[from + c]!;
    }
  }
  return { width: wide, height: height * factorY, levels: zoomedLevels, channels };
}

/** From nearly white to dark blue, by way of the blue of all figures; level 0 stays white: nothing there. */
const BLUE = [
  [236, 241, 245],
  [86, 180, 233],
  [0, 60, 110],
] as const;

function colourOf(palette: Palette, level: number): readonly number[] {
  if (palette === 'grey') return [level, level, level];
  if (level === 0) return [255, 255, 255];
  const share = (level / 255) * 2;
  const [from, to, between] = share < 1 ? [BLUE[0], BLUE[1], share] : [BLUE[1], BLUE[2], share - 1];
  return from.map((value, c) => Math.round(value + (to[c]! - value) * between));
}

const paletteBytes = (palette: Palette): Uint8Array =>
  Uint8Array.from(Array.from({ length: 256 }, (_, level) => colourOf(palette, level)).flat());

/** @returns the bytes of a PNG */
export function rasterPng({ width, height, levels, channels }: Raster, palette: Palette): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? 3 : 2;
  const stride = width * channels;
  // Each line begins with the number of its filter: none.
  const lines = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) lines.set(levels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(channels === 1 ? [chunk('PLTE', paletteBytes(palette))] : []),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

/** A picture as the address of itself, for figures. */
export const rasterUrl = (raster: Raster, palette: Palette): string =>
  `data:image/png;base64,${Buffer.from(rasterPng(raster, palette)).toString('base64')}`;
