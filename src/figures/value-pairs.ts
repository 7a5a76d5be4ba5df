/** Rows of a short table: what was there as a bar, what was predicted as a tick across it; panel beside panel. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureRow, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface ValuePairs extends FigureTitle {
  /** Names of the values, in order. */
  readonly columns: readonly string[];
  /** With the unit. */
  readonly yTitle: string;
  readonly panels: readonly {
    readonly title: string;
    readonly truth: readonly number[];
    readonly predicted: readonly number[];
  }[];
}

const HEIGHT = 110;
const STEP = 16;
const DATA = 'data';
const PREDICTED = 'reconstruction';

export function valuePairs(figure: ValuePairs): Figure {
  const data: Record<string, readonly FigureRow[]> = {};
  const all = figure.panels.flatMap(({ truth, predicted }) => [...truth, ...predicted]);
  const domain = [Math.min(0, ...all), Math.max(0, ...all)];
  figure.panels.forEach(({ truth, predicted }, index) => {
    data[`truth${index}`] = figure.columns.map((column, j) => ({ column, name: DATA, value: truth[j]! }));
    data[`predicted${index}`] = figure.columns.map((column, j) => ({ column, name: PREDICTED, value: predicted[j]! }));
  });
  const panelWidth = Math.max(150, figure.columns.length * STEP);
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      concat: figure.panels.map(({ title }, index) => panelSpec(figure, title, index, domain, panelWidth)),
      columns: panelWidth > 260 ? 2 : 4,
      spacing: 16,
    } as unknown as TopLevelSpec,
    data,
  };
}

function panelSpec(figure: ValuePairs, title: string, index: number, domain: readonly number[], width: number) {
  const x = {
    field: 'column',
    type: 'nominal',
    sort: null,
    title: 'column',
    axis: { labelAngle: -90, labelLimit: 90 },
  };
  const y = {
    field: 'value',
    type: 'quantitative',
    title: figure.yTitle,
    scale: { domain: [...domain] },
    axis: { tickCount: 5 },
  };
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain: [DATA, PREDICTED], range: [COLORS.sky, COLORS.orange] },
  };
  return {
    title: { text: title, fontSize: 12, offset: 4, limit: width + 20, frame: 'group' },
    width,
    height: HEIGHT,
    layer: [
      { data: { name: `truth${index}` }, mark: { type: 'bar' }, encoding: { x, y, color } },
      {
        data: { name: `predicted${index}` },
        mark: { type: 'point', shape: 'stroke', size: 120, strokeWidth: 2.5, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  };
}
