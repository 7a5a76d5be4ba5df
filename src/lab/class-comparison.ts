/** Models of one class each beside a model of all, on the same held-out rows of the class: pairs of one seed and fold. */
import path from 'node:path';
import { meanInterval } from '../base/statistics.ts';
import type { Evaluation, SplitEvaluation } from '../diagnose/evaluation.ts';
import type { ClassComparison } from '../report/class-table.ts';
import { baselineSums } from '../report/evaluation-tables.ts';
import { openRun } from '../store/run-folder.ts';
import type { StudyFolder, StudyMember } from '../store/study-folder.ts';
import { type RunSummary, readSummary } from './run-files.ts';
import { CLASS_KEY } from './study-members.ts';

/** A model of one class of a study; the others learned all. */
export const isOfClass = ({ overrides }: Pick<StudyMember, 'overrides'>): boolean => CLASS_KEY in overrides;

interface Pair {
  readonly own: SplitEvaluation;
  readonly joint: SplitEvaluation;
  readonly jointEvaluation: Evaluation;
  readonly isSampled: boolean;
  readonly isScaledAlike: boolean;
}

/**
 * @param finished - members of the study
 * @param overlap - of train rows between repeats, for `meanInterval`
 */
export function compareClasses(
  study: StudyFolder,
  finished: readonly StudyMember[],
  overlap: number,
): ClassComparison[] {
  const summaries = new Map(
    finished.map((member) => [member.name, readSummary(openRun(path.join(study.runs, member.run!)))]),
  );
  const joints = finished.filter((member) => !isOfClass(member));
  const pairs = new Map<string, Pair[]>();
  for (const member of finished.filter(isOfClass)) {
    const joint = joints.find((other) => repeatOf(other) === repeatOf(member));
    if (joint === undefined) continue;
    const [name] = member.overrides[CLASS_KEY] as [string];
    for (const [split, pair] of pairsOf(name, summaries.get(member.name)!, summaries.get(joint.name)!)) {
      const key = JSON.stringify([name, split]);
      pairs.set(key, [...(pairs.get(key) ?? []), pair]);
    }
  }
  return [...pairs].map(([key, all]) => {
    const [name, split] = JSON.parse(key) as [string, string];
    const over = (value: (pair: Pair) => number) => meanInterval(all.map(value), 0.95, overlap);
    const model = (of: (pair: Pair) => SplitEvaluation) => ({
      negativeElbo: over((pair) => of(pair).negativeElbo),
      reconstruction: over((pair) => of(pair).reconstruction),
    });
    const judged = ({ isSampled }: Pair, of: SplitEvaluation) => (isSampled ? of.negativeElbo : of.reconstruction);
    return {
      class: name,
      split,
      rowCount: Math.round(over(({ own }) => own.rowCount).mean),
      own: model((pair) => pair.own),
      joint: model((pair) => pair.joint),
      perColumn: over((pair) => baselineSums(pair.jointEvaluation, pair.joint).perColumn),
      ...(all.every(({ isScaledAlike }) => isScaledAlike)
        ? { difference: over((pair) => judged(pair, pair.own) - judged(pair, pair.joint)) }
        : {}),
    };
  });
}

/** What sets a member apart from those of other seeds and folds. */
function repeatOf({ overrides }: StudyMember): string {
  const { [CLASS_KEY]: _, 'data.balance': __, 'evaluation.perClass': ___, ...rest } = overrides;
  return JSON.stringify(rest);
}

function pairsOf(name: string, own: RunSummary, joint: RunSummary): [string, Pair][] {
  const jointEvaluation = joint.perClass?.classes[name];
  if (jointEvaluation === undefined) return [];
  return (['validation', 'test'] as const).flatMap((split): [string, Pair][] => {
    const [a, b] = [own.evaluation.splits[split], jointEvaluation.splits[split]];
    if (a === undefined || b === undefined) return [];
    const isSampled = own.evaluation.latentIsSampled;
    const isScaledAlike = JSON.stringify(own.preprocessing) === JSON.stringify(joint.preprocessing);
    return [[split, { own: a, joint: b, jointEvaluation, isSampled, isScaledAlike }]];
  });
}
