/**
 * A figure: a Vega-Lite specification and the rows it draws, kept apart so that one can be read without the other.
 * Kinds of figures are functions that return one; `render.ts` turns it into pictures.
 */
import type { TopLevelSpec } from 'vega-lite';
import { theme } from './theme.ts';

export type FigureRow = Readonly<Record<string, number | string | boolean>>;

/** Title, and below it the lines that say what the eye alone would miss. */
export interface FigureTitle {
  readonly title: string;
  readonly subtitle?: readonly string[];
}

export interface Figure extends FigureTitle {
  /** Names its rows by `data: {name}`; the title is put in later. */
  readonly spec: TopLevelSpec;
  /** Name to rows. */
  readonly data: Readonly<Record<string, readonly FigureRow[]>>;
  /** It shows images: a dark page must not turn its colours over. */
  readonly keepsColours?: boolean;
}

/** The whole specification, data and theme inside: what `.vl.json` holds and any Vega-Lite viewer opens. */
export const toVegaLite = (figure: Figure): TopLevelSpec =>
  ({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: theme,
    // An empty list would leave an empty line.
    title: figure.subtitle?.length ? { text: figure.title, subtitle: figure.subtitle } : figure.title,
    ...figure.spec,
    datasets: figure.data,
  }) as unknown as TopLevelSpec;
