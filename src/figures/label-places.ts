/**
 * Places for labels beside a vertical axis, moved apart until none covers another.
 *
 * @param wanted - positions in pixels, in any order
 * @param gap - smallest distance between two labels, in pixels
 * @param height - labels stay within 0 to this where they fit
 * @returns a position per label, in the order given; the order from top to bottom is kept
 */
export function labelPlaces(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = order.map((index) => wanted[index]!);
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i]!, places[i - 1]! + gap);
  // Labels pushed over the lower edge push back upwards.
  let limit = height;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, limit);
    limit = places[i]! - gap;
  }
  const result = new Array<number>(wanted.length);
  order.forEach((index, i) => {
    result[index] = places[i]!;
  });
  return result;
}
