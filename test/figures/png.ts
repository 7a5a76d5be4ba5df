/** A reader of the one kind of PNG that resvg writes: 8-bit RGBA, not interlaced. */
import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]` */
  readonly data: Uint8Array;
}

export function readPng(bytes: Uint8Array): Pixels {
  const png = Buffer.from(bytes);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.readUInt16BE(24) !== 0x0806) throw new Error('not 8-bit RGBA');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * 4;
  const data = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i >= 4 ? data[row * stride + i - 4]! : 0;
      const up = row > 0 ? data[(row - 1) * stride + i]! : 0;
      const corner = row > 0 && i >= 4 ? data[(row - 1) * stride + i - 4]! : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      data[row * stride + i] = raw[row * (stride + 1) + 1 + i]! + guess;
    }
  }
  return { width, height, data };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Number of pixels darker than mid-grey within a box, bounds as shares of the picture. */
export function darkPixels({ width, height, data }: Pixels, left: number, top: number, right: number, bottom: number) {
  let count = 0;
  for (let row = Math.floor(top * height); row < bottom * height; row++) {
    for (let column = Math.floor(left * width); column < right * width; column++) {
      if (data[(row * width + column) * 4]! < 128) count++;
    }
  }
  return count;
}
