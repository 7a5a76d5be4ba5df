/** The probability of each class for one row, as bars with their numbers. */
import type { TopLevelSpec } from 'vega-lite';
import { classScale } from './class-colors.ts';
import type { Figure, FigureTitle } from './figure.ts';

export interface ClassBars extends FigureTitle {
  readonly xTitle: string;
  /** In the order of the classes that the model learned, which their colours follow. */
  readonly classes: readonly string[];
  readonly probabilities: ArrayLike<number>;
}

const WIDTH = 380;
const STEP = 26;

export function classBars(figure: ClassBars): Figure {
  const { classes, probabilities } = figure;
  const y = { field: 'class', type: 'nominal', title: null, sort: [...classes] };
  const x = {
    field: 'probability',
    type: 'quantitative',
    title: figure.xTitle,
    scale: { domain: [0, 1], nice: false },
    axis: { tickCount: 5 },
  };
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      width: WIDTH,
      height: { step: STEP },
      data: { name: 'classes' },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.7 } },
          encoding: { x, y, color: { field: 'class', type: 'nominal', scale: classScale(classes), legend: null } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 5, fontSize: 11.5 },
          encoding: { x, y, text: { field: 'share', type: 'nominal' } },
        },
      ],
    } as unknown as TopLevelSpec,
    data: {
      classes: classes.map((name, index) => ({
        class: name,
        probability: probabilities[index]!,
        share: shareText(probabilities[index]!),
      })),
    },
  };
}

/** Never `0 %` nor `100 %`: a model is not that sure. */
export function shareText(probability: number): string {
  const percent = 100 * probability;
  if (percent < 0.1) return '< 0.1 %';
  return percent > 99.9 ? '> 99.9 %' : `${percent.toFixed(1)} %`;
}
