/** Animated GIFs: frames of at most 256 colours, which figures rarely exceed, packed by LZW. */

export interface GifFrame {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]` red, green, blue and opacity; drawn on white. */
  readonly pixels: Uint8Array;
}

export interface GifOptions {
  /** How long each frame stays, in milliseconds; told in hundredths of a second. */
  readonly delayMs: number;
  /** How long the last one stays; by default as long as the others. */
  readonly lastDelayMs?: number;
}

/** @param frames - at least one; smaller ones are filled up with white. @returns the bytes of a GIF that plays for ever */
export function encodeGif(frames: readonly GifFrame[], { delayMs, lastDelayMs = delayMs }: GifOptions): Uint8Array {
  const width = Math.max(...frames.map((frame) => frame.width));
  const height = Math.max(...frames.map((frame) => frame.height));
  const colors = frames.map((frame) => solidColors(frame, width, height));
  const palette = paletteOf(colors);
  const screen = [...shorts(width, height), 0xf7, 0, 0];
  const parts: Uint8Array[] = [
    Buffer.from('GIF89a', 'latin1'),
    Uint8Array.from([...screen, ...Array.from(palette).flatMap(channels)]),
    // Play again without end.
    Uint8Array.from([0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0]),
  ];
  const nearest = new Map<number, number>();
  colors.forEach((pixels, index) => {
    const delay = Math.round((index === colors.length - 1 ? lastDelayMs : delayMs) / 10);
    parts.push(
      Uint8Array.from([0x21, 0xf9, 4, 0, ...shorts(delay), 0, 0, 0x2c, ...shorts(0, 0, width, height), 0]),
      blocks(packed(Uint8Array.from(pixels, (color) => placeOf(color, palette, nearest)))),
    );
  });
  return Buffer.concat([...parts, Uint8Array.from([0x3b])]);
}

/** Little-endian. */
const shorts = (...values: readonly number[]): number[] => values.flatMap((value) => [value & 255, value >> 8]);

const channels = (color: number): [number, number, number] => [color >> 16, (color >> 8) & 255, color & 255];

/** Each pixel as one number, laid on white. */
function solidColors({ width, height, pixels }: GifFrame, fullWidth: number, fullHeight: number): Uint32Array {
  const colors = new Uint32Array(fullWidth * fullHeight).fill(0xffffff);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const opacity = pixels[at + 3]! / 255;
      let color = 0;
      for (let c = 0; c < 3; c++) color = (color << 8) | Math.round(pixels[at + c]! * opacity + 255 * (1 - opacity));
      colors[y * fullWidth + x] = color;
    }
  }
  return colors;
}

/** The 256 most frequent colours of all frames; close shades of the edges of letters give way. */
function paletteOf(frames: readonly Uint32Array[]): Uint32Array {
  const counts = new Map<number, number>();
  for (const colors of frames) for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const chosen = [...counts.entries()]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 256)
    .map(([color]) => color);
  const palette = new Uint32Array(256);
  palette.set(chosen);
  return palette;
}

function placeOf(color: number, palette: Uint32Array, found: Map<number, number>): number {
  const known = found.get(color);
  if (known !== undefined) return known;
  const [red, green, blue] = channels(color);
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  palette.forEach((candidate, place) => {
    const [r, g, b] = channels(candidate);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < bestDistance) [best, bestDistance] = [place, distance];
  });
  found.set(color, best);
  return best;
}

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;

/** LZW with codes of 9 to 12 bits. @see GIF89a specification, appendix F */
function packed(places: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  let size = 9;
  const write = (code: number): void => {
    bits |= code << bitCount;
    bitCount += size;
    for (; bitCount >= 8; bitCount -= 8) {
      bytes.push(bits & 255);
      bits >>>= 8;
    }
  };
  let codes = new Map<number, number>();
  let next = END + 1;
  write(CLEAR);
  let prefix = places[0]!;
  for (let i = 1; i < places.length; i++) {
    const key = (prefix << 8) | places[i]!;
    const known = codes.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    write(prefix);
    if (next < MOST_CODES) {
      codes.set(key, next++);
      // The reader knows one code less than the writer, so codes grow one step later than they would seem to.
      if (next > 1 << size && size < 12) size++;
    } else {
      write(CLEAR);
      codes = new Map();
      next = END + 1;
      size = 9;
    }
    prefix = places[i]!;
  }
  write(prefix);
  write(END);
  if (bitCount > 0) bytes.push(bits & 255);
  return Uint8Array.from(bytes);
}

/** Begins with the size of the smallest code, then blocks of at most 255 bytes, and an empty one. */
function blocks(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(8)];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255);
    parts.push(Uint8Array.of(block.length), block);
  }
  return Buffer.concat([...parts, Uint8Array.of(0)]);
}
