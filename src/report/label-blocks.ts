/** The section on the label of a run or a study: tables, and pictures of the answers on rows the model knows least. */
import type { Evaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { confusionMap } from '../figures/confusion-map.ts';
import { type RankingCurve, rankingPanels } from '../figures/ranking-panels.ts';
import { reliabilityChart } from '../figures/reliability-chart.ts';
import { type Block, table, text } from './document.ts';
import { answersTable, classScoresTable, numbersTable, skillTable } from './label-tables.ts';
import type { NamedFigures } from './loss-figures.ts';
import { combineTables, type Table } from './tables.ts';

/** Curves of more classes than these could not be told apart. */
const CURVES_UP_TO = 10;

/**
 * @param evaluations - of one run, or of all of a study
 * @param overlap - of train rows between runs, for `meanInterval`
 */
export function labelBlocks(evaluations: readonly Evaluation[], overlap = 0): readonly Block[] {
  const { label } = evaluations[0] ?? {};
  if (label === undefined) return [];
  const isOne = evaluations.length === 1;
  const combined = (make: (evaluation: Evaluation) => Table): Block => {
    const tables = evaluations.map(make);
    return table(isOne ? tables[0]! : combineTables(tables, overlap));
  };
  if (label.task === 'regression')
    return [
      text(
        `The head tells the number ${label.name}; errors are in its own units. R2 is 0 for the mean of these very rows, and 1 is perfect.`,
      ),
      combined(numbersTable),
    ];
  const isBinary = label.task === 'binary';
  return [
    text(
      `The head tells the classes of ${label.name}. Sampling off: it reads the posterior mean. The simple classifiers are fitted on train, in the scale the model sees. ${
        isBinary ? 'F1 and the areas are of the second class.' : 'F1 and the areas are means over classes.'
      }`,
    ),
    combined(answersTable),
    text(
      'Skill: the share of what the best simple classifier loses that the model takes off, by log loss and by 1 - Matthews correlation. 1 is perfect, 0 is no better, negative is worse. From and to: where 95 % of the skills lie when these rows are drawn again.',
    ),
    combined((evaluation) => skillTable(evaluation, isOne)),
    combined(classScoresTable),
  ];
}

/** Of the split that findings speak of, sampling off. */
export function labelFigures(evaluation: Evaluation): NamedFigures {
  const judged = judgedSplit(evaluation);
  const scores = judged?.[1].label?.mean.classification;
  if (judged === undefined || scores === undefined) return {};
  const [split] = judged;
  const { classes, confusion, curves, calibration } = scores;
  const { name } = judged[1].label!;
  const isBinary = classes.length === 2;
  const drawn = curves.flatMap((curve, index): RankingCurve[] => {
    // A class without rows has none: undefined, and null where a summary was read back.
    if (!curve) return [];
    const place = isBinary ? 1 : index;
    const prevalence = (scores.perClass[place]?.rowCount ?? 0) / scores.rowCount;
    return [{ name: classes[place]!, prevalence, ...curve }];
  });
  const about = 'sampling off: the head reads the posterior mean';
  return {
    confusion: confusionMap({
      title: `Answers by class of ${name}, ${split}`,
      subtitle: [about, `rows: ${scores.rowCount}, answered right: ${(100 * scores.accuracy).toFixed(1)} %`],
      classes,
      matrix: confusion,
    }),
    ...(drawn.length === 0
      ? {}
      : {
          ranking: rankingPanels({
            title: `How rows of ${isBinary ? `"${classes[1]}"` : 'each class'} are ranked, ${split}`,
            subtitle: [
              about,
              ...(drawn.length > CURVES_UP_TO ? [`${drawn.length - CURVES_UP_TO} more classes are not drawn`] : []),
            ],
            curves: drawn.slice(0, CURVES_UP_TO),
          }),
        }),
    calibration: reliabilityChart({
      title: `Are the probabilities true? ${split}`,
      subtitle: [about, `mean distance from the line, by rows: ${calibration.error.toFixed(3)}`],
      xTitle: isBinary ? `predicted probability of "${classes[1]}"` : 'probability of the class answered',
      bins: calibration.bins,
    }),
  };
}
