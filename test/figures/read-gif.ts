/** A reader of GIFs whose frames cover the whole picture, written from the specification and apart from the writer. */
export interface GifPicture {
  readonly width: number;
  readonly height: number;
  readonly repeats: boolean;
  /** Of each frame: milliseconds, and `[height, width, 3]`. */
  readonly frames: readonly { readonly delayMs: number; readonly pixels: Uint8Array }[];
}

export function readGif(bytes: Uint8Array): GifPicture {
  const gif = Buffer.from(bytes);
  if (gif.toString('latin1', 0, 6) !== 'GIF89a') throw new Error('no GIF');
  const [width, height] = [gif.readUInt16LE(6), gif.readUInt16LE(8)];
  const colors = 2 << (gif[10]! & 7);
  const palette = gif.subarray(13, 13 + 3 * colors);
  let at = 13 + 3 * colors;
  let repeats = false;
  let delayMs = 0;
  const frames: { delayMs: number; pixels: Uint8Array }[] = [];
  for (;;) {
    const kind = gif[at++];
    if (kind === 0x3b) return { width, height, repeats, frames };
    if (kind === 0x21) {
      const label = gif[at++];
      if (label === 0xf9) delayMs = 10 * gif.readUInt16LE(at + 2);
      if (label === 0xff) repeats = gif.toString('latin1', at + 1, at + 12) === 'NETSCAPE2.0';
      at = subBlocks(gif, at).end;
    } else if (kind === 0x2c) {
      if (gif.readUInt16LE(at + 4) !== width || gif.readUInt16LE(at + 6) !== height)
        throw new Error('part of a picture');
      const { data, end } = subBlocks(gif, at + 10);
      const pixels = unpack(data, gif[at + 9]!).flatMap((place) => [...palette.subarray(3 * place, 3 * place + 3)]);
      frames.push({ delayMs, pixels: Uint8Array.from(pixels) });
      at = end;
    } else throw new Error(`unknown block ${kind}`);
  }
}

function subBlocks(gif: Buffer, from: number): { data: Buffer; end: number } {
  const parts: Buffer[] = [];
  let at = from;
  for (; gif[at] !== 0; at += gif[at]! + 1) parts.push(gif.subarray(at + 1, at + 1 + gif[at]!));
  return { data: Buffer.concat(parts), end: at + 1 };
}

function unpack(data: Buffer, smallest: number): number[] {
  const [clear, stop] = [1 << smallest, (1 << smallest) + 1];
  const roots = Array.from({ length: clear }, (_, place) => [place]);
  let table: number[][] = [];
  let size = 0;
  let before: number[] | undefined;
  const out: number[] = [];
  const reset = (): void => {
    table = [...roots, [], []];
    size = smallest + 1;
    before = undefined;
  };
  reset();
  for (let bit = 0; ; ) {
    let code = 0;
    for (let k = 0; k < size; k++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << k;
    if (code === stop) return out;
    if (code === clear) {
      reset();
      continue;
    }
    const run: number[] = table[code] ?? [...before!, before![0]!];
    for (const place of run) out.push(place);
    if (before !== undefined && table.length < 4096) table.push([...before, run[0]!]);
    if (table.length === 1 << size && size < 12) size++;
    before = run;
  }
}
