/** Which class is taken for which: counts in squares, coloured by the share of the true class they are. */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../base/format-number.ts';
import type { Figure, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface ConfusionMap extends FigureTitle {
  readonly classes: readonly string[];
  /** `[true class][answered class]` rows. */
  readonly matrix: readonly (readonly number[])[];
}

/** A share from which white letters are read better than dark ones. */
const DARK = 0.55;
/** Counts of more classes than these could not be read. */
const NUMBERED_UP_TO = 20;

export function confusionMap(figure: ConfusionMap): Figure {
  const { classes, matrix } = figure;
  const cells = matrix.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({
      truth: classes[truth]!,
      answer: classes[answer]!,
      count,
      share: total === 0 ? 0 : count / total,
      text: formatNumber(count),
      isDark: total > 0 && count / total > DARK,
    }));
  });
  const side = classes.length <= 4 ? 70 : classes.length <= NUMBERED_UP_TO ? 38 : 14;
  const axis = { domain: false, ticks: false, labelAngle: 0 };
  const x = { field: 'answer', type: 'nominal', sort: null, title: 'answered class', scale: { domain: classes }, axis };
  const y = { field: 'truth', type: 'nominal', sort: null, title: 'true class', scale: { domain: classes }, axis };
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      width: { step: side },
      height: { step: side },
      data: { name: 'cells' },
      layer: [
        {
          mark: { type: 'rect', stroke: 'white', strokeWidth: 1.5, tooltip: true },
          encoding: {
            x,
            y,
            color: {
              field: 'share',
              type: 'quantitative',
              scale: { domain: [0, 1], range: ['#F1F5F8', COLORS.blue] },
              legend: {
                title: 'share of the true class',
                format: '.0%',
                orient: 'right',
                values: [0, 0.25, 0.5, 0.75, 1],
              },
            },
          },
        },
        ...(classes.length > NUMBERED_UP_TO
          ? []
          : [
              {
                mark: { type: 'text', fontSize: classes.length <= 4 ? 13 : 10.5 },
                encoding: {
                  x,
                  y,
                  text: { field: 'text' },
                  color: { condition: { test: 'datum.isDark', value: 'white' }, value: COLORS.ink },
                },
              },
            ]),
      ],
    } as unknown as TopLevelSpec,
    data: { cells },
  };
}
