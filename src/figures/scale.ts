/** The vertical axis of a line chart: its range, its ticks and where a value lies on it. */

export type ScaleKind = 'linear' | 'log';

export interface ValueScale {
  readonly kind: ScaleKind;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Vega's format of the tick labels. */
  readonly format: string;
  /** Pixels from the top of a plot of this height. */
  readonly toPixel: (value: number, height: number) => number;
  readonly fromPixel: (pixel: number, height: number) => number;
}

/**
 * A scale that holds all values with a little room above and below.
 *
 * @param values - finite, at least one; above 0 for `log`
 */
export function valueScale(kind: ScaleKind, values: readonly number[]): ValueScale {
  const bend = kind === 'log' ? Math.log10 : (value: number) => value;
  const unbend = kind === 'log' ? (value: number) => 10 ** value : (value: number) => value;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, bend(value));
    high = Math.max(high, bend(value));
  }
  const room = roomAround(kind, low, high);
  const [bottom, top] = [low - room, high + room];
  const domain = [unbend(bottom), unbend(top)] as const;
  const ticks = kind === 'log' ? logTicks(domain) : linearTicks(domain);
  return {
    kind,
    domain,
    ticks,
    format: tickFormat(ticks),
    toPixel: (value, height) => (height * (top - bend(value))) / (top - bottom),
    fromPixel: (pixel, height) => unbend(top - (pixel * (top - bottom)) / height),
  };
}

/** Room above and below. Values that agree up to rounding get as much as one value: no tick lies between them. */
function roomAround(kind: ScaleKind, low: number, high: number): number {
  if (kind === 'log') return high - low > 1e-6 ? 0.04 * (high - low) : 0.05;
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size < 1e-200) return 1;
  return high - low > 1e-6 * size ? 0.04 * (high - low) : 0.05 * size;
}

/** Multiples of 1, 2 or 5 times a power of ten, four to eight of them. */
function linearTicks([low, high]: readonly [number, number]): number[] {
  const power = Math.floor(Math.log10((high - low) / 4));
  const step = [5, 2, 1].find((factor) => factor * 10 ** power <= (high - low) / 4) ?? 1;
  const size = step * 10 ** power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / size); i * size <= high; i++) ticks.push(Number((i * size).toPrecision(12)));
  return ticks;
}

/** Powers of ten when there are many, more ticks between them the fewer there are, linear ticks within a factor of four. */
function logTicks(domain: readonly [number, number]): number[] {
  const [low, high] = domain;
  if (high / low < 4) return linearTicks(domain).filter((tick) => tick > 0);
  const decades = Math.log10(high / low);
  const factors = decades < 1.5 ? [1, 1.5, 2, 3, 4, 6, 8] : decades < 3.5 ? [1, 2, 5] : [1];
  const every = Math.ceil(decades / 10);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** Plain digits with thousands grouped; `5M` for millions and above, `1e-6` below what plain digits can show. */
function tickFormat(ticks: readonly number[]): string {
  const sizes = ticks.map(Math.abs).filter((size) => size > 0);
  if (Math.max(...sizes) >= 1e6) return '~s';
  return Math.min(...sizes) < 1e-4 ? '~e' : ',~r';
}
