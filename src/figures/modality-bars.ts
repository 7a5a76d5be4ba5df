/**
 * For each modality the model's number as a bar above those of trivial models. Every modality has an axis of its own:
 * one of four thousand columns would flatten one of a single column.
 */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../base/format-number.ts';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface ModalityBar {
  readonly label: string;
  readonly value: number;
  readonly role: 'model' | 'trivial model';
}

export interface ModalityBars extends FigureTitle {
  /** With the unit of measure. */
  readonly xTitle: string;
  readonly modalities: readonly { readonly name: string; readonly bars: readonly ModalityBar[] }[];
}

/** A figure of more would not fit a page; the table beside it has them all. */
const DRAWN_UP_TO = 20;

export function modalityBars(figure: ModalityBars): Figure {
  const drawn = figure.modalities.slice(0, DRAWN_UP_TO);
  const hidden = figure.modalities.length - drawn.length;
  const data: Record<string, readonly FigureRow[]> = {};
  drawn.forEach(({ bars }, index) => {
    data[`modality${index}`] = bars
      .filter(({ value }) => Number.isFinite(value))
      .map((bar) => ({ ...bar, text: formatNumber(bar.value), textAt: Math.max(0, bar.value) }));
  });
  const subtitle = [...(figure.subtitle ?? []), ...(hidden > 0 ? [`${hidden} more modalities are not drawn.`] : [])];
  return {
    title: figure.title,
    subtitle,
    spec: {
      vconcat: drawn.map(({ name }, index) => panelSpec(name, index, figure.xTitle)),
      spacing: 22,
    } as unknown as TopLevelSpec,
    data,
  };
}

function panelSpec(name: string, index: number, xTitle: string) {
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: { ticks: false, domain: false } };
  const x = {
    field: 'value',
    type: 'quantitative',
    title: xTitle,
    scale: { zero: true },
    axis: { tickCount: 6, grid: false },
  };
  return {
    title: { text: name, fontSize: 13, offset: 4, limit: 560 },
    data: { name: `modality${index}` },
    width: 480,
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          x,
          y,
          color: {
            field: 'role',
            type: 'nominal',
            scale: { domain: ['model', 'trivial model'], range: [COLORS.blue, COLORS.grey] },
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11, color: COLORS.ink },
        encoding: { x: { field: 'textAt', type: 'quantitative' }, y, text: { field: 'text' } },
      },
    ],
  };
}
