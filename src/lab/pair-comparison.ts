/** Models of one pair of hidden modalities each, side by side. Repeats of a pair are averaged; pairs never are. */
import path from 'node:path';
import { type MeanInterval, meanInterval } from '../base/statistics.ts';
import { SPLIT_NAMES } from '../data/dataset.ts';
import type { PairComparison } from '../report/pair-table.ts';
import { openRun } from '../store/run-folder.ts';
import type { StudyFolder, StudyMember } from '../store/study-folder.ts';
import { runMetrics } from './metrics.ts';
import { readSummary } from './run-files.ts';
import { DUMMY_KEY, PRIMARY_KEY } from './study-members.ts';

/** The modalities that a model of one pair hides; undefined of other models. */
export function pairOf({ overrides }: Pick<StudyMember, 'overrides'>): { primary: string; dummy: string } | undefined {
  const { [PRIMARY_KEY]: primary, [DUMMY_KEY]: dummy } = overrides;
  return typeof primary === 'string' && typeof dummy === 'string' ? { primary, dummy } : undefined;
}

/** Members of the same pair, in the order of the pairs. */
export function membersByPair<T extends Pick<StudyMember, 'overrides'>>(members: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const pair = pairOf(member);
    if (pair === undefined) continue;
    const key = JSON.stringify([pair.primary, pair.dummy]);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return groups;
}

/**
 * @param finished - members of the study
 * @param overlap - of train rows between repeats, for `meanInterval`
 */
export function comparePairs(study: StudyFolder, finished: readonly StudyMember[], overlap: number): PairComparison[] {
  return [...membersByPair(finished).values()].flatMap((members) => {
    const { primary, dummy } = pairOf(members[0]!)!;
    const runs = members.map(({ run }) => {
      const { evaluation, effectiveBeta } = readSummary(openRun(path.join(study.runs, run!)));
      return { evaluation, metrics: runMetrics(evaluation, effectiveBeta) };
    });
    return SPLIT_NAMES.flatMap((split): PairComparison[] => {
      const rows = runs.flatMap(({ evaluation }) => evaluation.splits[split]?.rowCount ?? []);
      const parts = runs.flatMap(({ metrics }) => {
        const own = metrics[split];
        const hidden = own?.perModality[primary]?.hidden;
        return own === undefined || hidden === undefined ? [] : [{ kl: own.kl, hidden }];
      });
      if (parts.length === 0) return [];
      const over = (value: (part: (typeof parts)[number]) => number): MeanInterval =>
        meanInterval(parts.map(value), 0.95, overlap);
      return [
        {
          primary,
          dummy,
          split,
          rowCount: Math.round(rows.reduce((sum, count) => sum + count, 0) / rows.length),
          reconstruction: over(({ hidden }) => hidden.reconstruction),
          constant: over(({ hidden }) => hidden.constant),
          perColumn: over(({ hidden }) => hidden.baseline),
          ...(parts.every(({ hidden }) => hidden.skill !== undefined)
            ? { skill: over(({ hidden }) => hidden.skill!) }
            : {}),
          kl: over(({ kl }) => kl),
        },
      ];
    });
  });
}
