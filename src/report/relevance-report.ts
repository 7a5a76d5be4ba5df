/** The report of a search for irrelevant columns: what was dropped in which order, what stayed, and what that did. */
import { formatNumber } from '../base/format-number.ts';
import { meanInterval } from '../base/statistics.ts';
import { type Line, lineChart } from '../figures/line-chart.ts';
import { figures, list, type ReportDocument, table, text } from './document.ts';
import { writeReportFiles } from './write-files.ts';

export interface RelevanceRound {
  readonly run: string;
  readonly columnCount: number;
  readonly worstSkill: number;
  readonly meanSkill: number;
  /** Dropped after it, worst first. */
  readonly dropped: readonly { readonly column: string; readonly skill: number }[];
  /** On test rows, of the head; absent without one. */
  readonly accuracy?: number;
  /** The same rows told by logistic regression on the columns themselves. */
  readonly logisticAccuracy?: number;
}

export interface RelevanceSeed {
  readonly seed: number;
  readonly rounds: readonly RelevanceRound[];
  /** Columns of the last round, best first. */
  readonly kept: readonly { readonly column: string; readonly skill: number }[];
  /** Whether all that were kept reconstruct well, or no more may be dropped. */
  readonly isFinished: boolean;
}

export interface RankedColumn {
  readonly column: string;
  /** From 1, the first dropped of all; of a kept one behind all dropped, by its skill. Mean over seeds. */
  readonly meanPlace: number;
  /** Seeds that kept it. */
  readonly keptIn: number;
  /** With all columns there. Mean over seeds. */
  readonly firstSkill: number;
}

export interface Relevance {
  readonly name: string;
  /** Columns of at least this skill reconstruct well. */
  readonly threshold: number;
  readonly seeds: readonly RelevanceSeed[];
  /** First dropped first. */
  readonly ranking: readonly RankedColumn[];
  /** Kept by every seed, in the order of the data. */
  readonly keptByAll: readonly string[];
}

export const writeRelevanceReport = (folder: string, relevance: Relevance): Promise<string> =>
  writeReportFiles(folder, relevanceReport(relevance));

const NAMES_UP_TO = 60;

export function relevanceReport({ name, threshold, seeds, ranking, keptByAll }: Relevance): ReportDocument {
  const total = ranking.length;
  const unfinished = seeds.filter(({ isFinished }) => !isFinished);
  return {
    title: `${name}: relevant columns`,
    notices:
      unfinished.length === 0
        ? []
        : [`Not finished: seed ${unfinished.map(({ seed }) => seed).join(', ')}. elbo relevance --resume goes on.`],
    sections: [
      {
        title: 'Kept columns',
        blocks: [
          text(
            `${keptByAll.length} of ${total} columns were kept by ${seeds.length === 1 ? 'the one seed' : `all ${seeds.length} seeds`}: each is reconstructed with a skill of at least ${formatNumber(threshold)} on validation rows that did not train, where 1 is perfect and 0 is what its train mean does.`,
          ),
          text(shortList(keptByAll)),
          text(
            'A column that is not reconstructed shares little with the others; that is not the same as useless. A column that alone tells the label is dropped too, so look at what dropping did to the accuracy.',
          ),
        ],
      },
      {
        title: 'Curve',
        blocks: [
          figures({
            'relevance-skill': skillChart(seeds, threshold),
            ...(hasAccuracy(seeds) ? { 'relevance-accuracy': accuracyChart(seeds) } : {}),
          }),
          ...(hasAccuracy(seeds) ? [table(beforeAndAfter(seeds))] : []),
        ],
      },
      {
        title: 'Ranking',
        blocks: [
          text('First dropped first; a place is the mean over seeds.'),
          table({
            header: ['column', 'place', 'skill among all columns', 'kept by seeds'],
            rows: ranking.map(({ column, meanPlace, firstSkill, keptIn }) => [
              column,
              Number(meanPlace.toPrecision(3)),
              Number(firstSkill.toPrecision(3)),
              `${keptIn} of ${seeds.length}`,
            ]),
          }),
        ],
      },
      {
        title: 'Rounds',
        blocks: seeds.map(({ seed, rounds }) =>
          table({
            header: [
              `seed ${seed}`,
              'columns',
              'worst skill',
              'mean skill',
              'accuracy',
              'logistic regression',
              'dropped after it',
            ],
            rows: rounds.map((round, index) => [
              `round ${index + 1}`,
              round.columnCount,
              Number(round.worstSkill.toPrecision(3)),
              Number(round.meanSkill.toPrecision(3)),
              round.accuracy === undefined ? undefined : Number(round.accuracy.toPrecision(4)),
              round.logisticAccuracy === undefined ? undefined : Number(round.logisticAccuracy.toPrecision(4)),
              round.dropped.map(({ column }) => column).join(', '),
            ]),
          }),
        ),
      },
      {
        title: 'Runs',
        blocks: [
          list(
            seeds.flatMap(({ seed, rounds }) =>
              rounds.map(({ run }, index) => ({
                link: { text: `seed ${seed}, round ${index + 1}`, folder: `runs/${run}` },
                text: run,
              })),
            ),
          ),
        ],
      },
    ],
  };
}

const shortList = (names: readonly string[]): string =>
  names.length === 0
    ? 'None.'
    : `${names.slice(0, NAMES_UP_TO).join(', ')}${names.length > NAMES_UP_TO ? ` and ${names.length - NAMES_UP_TO} more` : ''}.`;

const hasAccuracy = (seeds: readonly RelevanceSeed[]): boolean =>
  seeds.some(({ rounds }) => rounds.some(({ accuracy }) => accuracy !== undefined));

/** One line for each number, a band from the lowest to the highest seed. */
function overSeeds(
  name: string,
  seeds: readonly RelevanceSeed[],
  of: (round: RelevanceRound) => number | undefined,
): Line {
  const byCount = new Map<number, number[]>();
  for (const { rounds } of seeds) {
    for (const round of rounds) {
      const value = of(round);
      if (value !== undefined) byCount.set(round.columnCount, [...(byCount.get(round.columnCount) ?? []), value]);
    }
  }
  const points = [...byCount]
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => ({
      x,
      y: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    }));
  return { name, points };
}

const bandNote = (seeds: readonly RelevanceSeed[]): string[] =>
  seeds.length === 1 ? [] : [`mean over ${seeds.length} seeds; band: the lowest and highest of them`];

const skillChart = (seeds: readonly RelevanceSeed[], threshold: number) =>
  lineChart({
    title: 'Skill of reconstruction against the columns that are left',
    subtitle: ['validation rows; read from right to left', ...bandNote(seeds)],
    xTitle: 'columns left',
    yTitle: 'skill over the train column means',
    scale: 'linear',
    lines: [
      overSeeds('worst column', seeds, ({ worstSkill }) => worstSkill),
      overSeeds('mean of columns', seeds, ({ meanSkill }) => meanSkill),
    ],
    baselines: [{ label: 'reconstructs well', value: threshold }],
  });

const accuracyChart = (seeds: readonly RelevanceSeed[]) =>
  lineChart({
    title: 'Accuracy against the columns that are left',
    subtitle: ['test rows; read from right to left', ...bandNote(seeds)],
    xTitle: 'columns left',
    yTitle: 'accuracy',
    scale: 'linear',
    lines: [
      overSeeds('head on the latent', seeds, ({ accuracy }) => accuracy),
      overSeeds('logistic regression on the columns', seeds, ({ logisticAccuracy }) => logisticAccuracy),
    ],
  });

function beforeAndAfter(seeds: readonly RelevanceSeed[]) {
  const row = (name: string, of: (round: RelevanceRound) => number | undefined) => {
    const interval = (pick: (rounds: readonly RelevanceRound[]) => RelevanceRound | undefined) => {
      const values = seeds.flatMap(({ rounds }) => {
        const round = pick(rounds);
        const value = round && of(round);
        return value === undefined ? [] : [value];
      });
      return values.length === 0 ? undefined : meanInterval(values);
    };
    return [name, interval((rounds) => rounds[0]), interval((rounds) => rounds.at(-1))];
  };
  return {
    header: ['accuracy on test', 'all columns', 'kept columns'],
    rows: [
      row('head on the latent', ({ accuracy }) => accuracy),
      row('logistic regression on the columns', ({ logisticAccuracy }) => logisticAccuracy),
    ],
  };
}
