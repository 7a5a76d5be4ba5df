/**
 * Figures for a web page: the same drawing, answering a pointer with the values under it. Compiled down to Vega here,
 * so that a page needs vega alone.
 */
import type { TopLevelSpec } from 'vega-lite';
import { type Figure, toVegaLite } from './figure.ts';

/** Size, in square pixels, of the invisible dots that make the points of a line easy to hit. */
const DOT_SIZE = 120;
/** More digits than this only show how floating point rounds, and they make a page large. */
const DIGITS = 6;

/** @returns a Vega specification in plain JSON, its numbers rounded to six digits */
export async function interactiveSpec(figure: Figure): Promise<object> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const { config, ...spec } = toVegaLite(figure);
  const answering = {
    ...(answer(spec) as object),
    config: { ...config, tooltipFormat: { numberFormat: `,.${DIGITS}~r` } },
  };
  const compiled = vegaLite.compile(answering as TopLevelSpec, { logger: vega.logger(vega.Error) });
  return JSON.parse(JSON.stringify(compiled.spec, rounded)) as object;
}

/** Bars, dots and the points of lines get a tooltip of what their axes show. */
function answer(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(answer);
  if (typeof part !== 'object' || part === null) return part;
  const { mark, encoding } = part as Drawing;
  const inside = Object.entries(part).map(([key, value]) => [key, COMPOSED.includes(key) ? answer(value) : value]);
  return { ...Object.fromEntries(inside), ...(mark === undefined ? {} : { mark: answeringMark(mark, encoding) }) };
}

interface Drawing {
  readonly mark?: { readonly type: string; readonly point?: object };
  readonly encoding?: { readonly color?: object };
}

function answeringMark(mark: NonNullable<Drawing['mark']>, encoding: Drawing['encoding']): object {
  if (mark.type === 'bar' || mark.type === 'point') return { ...mark, tooltip: true };
  // A line without a colour of its own is a curve known by formula: its points would only hide the bars behind it.
  if (mark.type !== 'line' || encoding?.color === undefined) return mark;
  return { ...mark, point: { ...(mark.point ?? { size: DOT_SIZE, opacity: 0 }), tooltip: true } };
}

/** Keys below which Vega-Lite keeps further drawings. */
const COMPOSED: readonly string[] = ['layer', 'hconcat', 'vconcat', 'concat'];

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
