/** One bar per latent unit, largest first, coloured by whether the unit is in use. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface UnitBar {
  readonly value: number;
  readonly active: boolean;
}

export interface UnitBars extends FigureTitle {
  /** With the unit of measure. */
  readonly yTitle: string;
  /** In the order of the latent. */
  readonly units: readonly UnitBar[];
}

const HEIGHT = 240;
/** Up to this many bars each carries its unit's number; more could not be read. */
const NAMED_UP_TO = 40;

export function unitBars(figure: UnitBars): Figure {
  const rows = figure.units
    .map(({ value, active }, index) => ({ unit: String(index + 1), value, state: active ? 'active' : 'not active' }))
    .sort((a, b) => b.value - a.value)
    .map((row, rank) => ({ ...row, from: rank + 0.6, to: rank + 1.4 }));
  const named = rows.length <= NAMED_UP_TO;
  const x = named
    ? {
        field: 'unit',
        type: 'nominal',
        sort: null,
        title: 'latent unit, largest first',
        axis: { labelAngle: 0 },
      }
    : {
        field: 'from',
        type: 'quantitative',
        bin: 'binned',
        title: 'latent units, largest first',
        scale: { domain: [0.4, rows.length + 0.6], nice: false },
        axis: { grid: false, tickMinStep: 1, format: ',d', tickCount: 8 },
      };
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      width: named ? Math.max(300, rows.length * 22) : 640,
      height: HEIGHT,
      data: { name: 'units' },
      mark: { type: 'bar', ...(named ? {} : { binSpacing: rows.length > 200 ? 0 : 1 }) },
      encoding: {
        x,
        ...(named ? {} : { x2: { field: 'to' } }),
        y: { field: 'value', type: 'quantitative', title: figure.yTitle, scale: { zero: true } },
        color: {
          field: 'state',
          type: 'nominal',
          scale: { domain: ['active', 'not active'], range: [COLORS.blue, COLORS.orange] },
        },
      },
    } as unknown as TopLevelSpec,
    data: { units: rows },
  };
}
