/**
 * Roughly how wide a text is in our font. Without a canvas vega takes every letter for 0.8 of the font size, half as
 * much again as they are, and cuts labels that would have fitted.
 */

/** Shares of the font size, a little on the wide side. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;|!'’]/, 0.29],
  [/[frtI()[\]{}\-/\\ ]/, 0.4],
  [/[mwMW%@]/, 0.91],
  [/[A-Z0-9+=<>±≤≥–—…#&_~]/, 0.68],
  [/[ -\u02ff\u0370-\u03ff\u0400-\u04ff]/, 0.6],
];

/** @returns pixels, at most the item's own limit, at which vega cuts the text */
export function textWidth(item: { readonly fontSize?: number; readonly limit?: number }, text: unknown): number {
  let width = 0;
  for (const letter of String(text ?? '')) width += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 1;
  const pixels = width * (item.fontSize ?? 11);
  return item.limit !== undefined && item.limit > 0 ? Math.min(pixels, item.limit) : pixels;
}
