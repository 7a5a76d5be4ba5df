/** Observed rates against predicted probabilities, above the number of rows at each: a true probability lies on the line. */
import type { TopLevelSpec } from 'vega-lite';
import type { Figure, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface ReliabilityChart extends FigureTitle {
  /** What the probability is of. */
  readonly xTitle: string;
  readonly bins: readonly { readonly entryCount: number; readonly predicted: number; readonly observed: number }[];
}

const SIDE = 300;

export function reliabilityChart(figure: ReliabilityChart): Figure {
  const x = {
    field: 'predicted',
    type: 'quantitative',
    title: figure.xTitle,
    scale: { domain: [0, 1], nice: false, padding: 0 },
    axis: { tickCount: 5 },
  };
  const y = {
    field: 'observed',
    type: 'quantitative',
    title: 'observed rate',
    scale: { domain: [0, 1], nice: false },
    axis: { tickCount: 5 },
  };
  const line = (strokeWidth: number, color: string, more: object = {}) => ({
    type: 'line',
    strokeWidth,
    color,
    ...more,
  });
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      vconcat: [
        {
          title: { text: '\u00a0', subtitle: ['dashed: a true probability'], offset: 2, frame: 'group', fontSize: 1 },
          width: SIDE,
          height: SIDE,
          layer: [
            {
              data: {
                values: [
                  { predicted: 0, observed: 0 },
                  { predicted: 1, observed: 1 },
                ],
              },
              mark: line(1.2, COLORS.grey, { strokeDash: [5, 4] }),
              encoding: { x, y },
            },
            {
              data: { name: 'bins' },
              mark: line(2, COLORS.blue, { point: { size: 50, filled: true, color: COLORS.blue } }),
              encoding: { x, y },
            },
          ],
        },
        {
          width: SIDE,
          height: 70,
          data: { name: 'bins' },
          mark: { type: 'bar', color: COLORS.sky, size: 16, clip: true },
          encoding: { x, y: { field: 'entryCount', type: 'quantitative', title: 'rows', axis: { tickCount: 3 } } },
        },
      ],
      spacing: 18,
    } as unknown as TopLevelSpec,
    data: { bins: figure.bins.map((bin) => ({ ...bin })) },
  };
}
