/** ROC and precision-recall curves side by side, with what an answer by chance gets. */
import type { TopLevelSpec } from 'vega-lite';
import { formatNumber } from '../base/format-number.ts';
import { classScale } from './class-colors.ts';
import type { Figure, FigureTitle } from './figure.ts';
import { COLORS } from './theme.ts';

export interface RankingCurve {
  /** Of the class, or of the split. */
  readonly name: string;
  readonly roc: readonly { readonly falsePositiveRate: number; readonly truePositiveRate: number }[];
  readonly precisionRecall: readonly { readonly recall: number; readonly precision: number }[];
  readonly auroc: number;
  readonly averagePrecision: number;
  /** Share of rows of the class: the precision of an answer by chance. */
  readonly prevalence: number;
}

const SIDE = 300;

export function rankingPanels(figure: FigureTitle & { readonly curves: readonly RankingCurve[] }): Figure {
  const { curves } = figure;
  const named = (
    of: (curve: RankingCurve) => readonly { x: number; y: number }[],
    score: (curve: RankingCurve) => number,
  ) => curves.flatMap((curve) => of(curve).map((point, order) => ({ ...point, order, name: label(curve, score) })));
  const auroc = (curve: RankingCurve): number => curve.auroc;
  const precision = (curve: RankingCurve): number => curve.averagePrecision;
  return {
    title: figure.title,
    subtitle: figure.subtitle ?? [],
    spec: {
      hconcat: [
        panel('roc', curves, auroc, {
          title: 'ROC, with the area under it',
          note: 'dashed: by chance',
          x: 'share of others answered so',
          y: 'share of the class found',
          isStepped: false,
        }),
        panel('precisionRecall', curves, precision, {
          title: 'precision and recall, with average precision',
          note: 'dashed: by chance, the share of the class',
          x: 'recall',
          y: 'precision',
          isStepped: true,
        }),
      ],
      spacing: 36,
      resolve: { scale: { color: 'independent' } },
    } as unknown as TopLevelSpec,
    data: {
      roc: named(({ roc }) => roc.map((at) => ({ x: at.falsePositiveRate, y: at.truePositiveRate })), auroc),
      precisionRecall: named(
        ({ precisionRecall }) => precisionRecall.map((at) => ({ x: at.recall, y: at.precision })),
        precision,
      ),
      rocChance: [
        { x: 0, y: 0, name: 'by chance' },
        { x: 1, y: 1, name: 'by chance' },
      ],
      precisionRecallChance: curves.flatMap((curve) =>
        [0, 1].map((x) => ({ x, y: curve.prevalence, name: label(curve, precision) })),
      ),
    },
  };
}

const label = (curve: RankingCurve, score: (curve: RankingCurve) => number): string =>
  `${curve.name} ${formatNumber(Number(score(curve).toFixed(4)))}`;

function panel(
  data: string,
  curves: readonly RankingCurve[],
  score: (curve: RankingCurve) => number,
  texts: { title: string; note: string; x: string; y: string; isStepped: boolean },
) {
  const { domain, range } = classScale(curves.map((curve) => label(curve, score)));
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { domain: [0, 1], nice: false },
    axis: { tickCount: 5, labelFlush: 8 },
  });
  const [x, y] = [axis('x', texts.x), axis('y', texts.y)];
  // Of several classes each has a chance of its own, in its colour.
  const chance = texts.isStepped && curves.length > 1 ? {} : { color: COLORS.grey };
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain, range },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 3, columns: 2 },
  };
  return {
    title: { text: texts.title, subtitle: [texts.note], fontSize: 13, offset: 8, limit: SIDE, frame: 'group' },
    width: SIDE,
    height: SIDE,
    layer: [
      {
        data: { name: `${data}Chance` },
        mark: { type: 'line', strokeDash: [5, 4], strokeWidth: 1.2, clip: true, ...chance },
        encoding: { x, y, ...('color' in chance ? { detail: { field: 'name' } } : { color }) },
      },
      {
        data: { name: data },
        // A cut between two others finds no more rows than the lower one: precision moves in steps.
        mark: { type: 'line', strokeWidth: 2, clip: true, ...(texts.isStepped ? { interpolate: 'step-before' } : {}) },
        encoding: { x, y, color, order: { field: 'order' } },
      },
    ],
  };
}
