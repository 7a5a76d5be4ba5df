/** Whether repeats of a masked model tell anything of what is hidden: skill over the column means, and its interval. */
import { formatNumber } from '../base/format-number.ts';
import { type MeanInterval, meanInterval } from '../base/statistics.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { lowestLoss } from '../diagnose/reach.ts';
import { skill } from '../diagnose/skill.ts';
import { type Block, list, text } from './document.ts';
import { mainSplit } from './evaluation-tables.ts';

/** @param overlap - of train rows between repeats, for `meanInterval` */
export function hiddenSkillBlocks(evaluations: readonly Evaluation[], overlap: number): Block[] {
  const [first] = evaluations;
  const [split] = (first && mainSplit(first)) ?? [];
  if (first?.masking === undefined || split === undefined || evaluations.length < 2) return [];
  const items = first.modalities.flatMap(({ name }) => {
    const values = evaluations.flatMap((evaluation) => hiddenSkill(evaluation, name) ?? []);
    if (values.length < evaluations.length) return [];
    return { term: name, text: inWords(meanInterval(values, 0.95, overlap)) };
  });
  if (items.length === 0) return [];
  return [
    text(
      `Skill over the column means on ${split}, of hidden entries alone: 1 - (nats - floor) / (nats of column means - floor). Its mean over ${evaluations.length} runs and the 95 % interval of that mean:`,
    ),
    list(items),
  ];
}

/** Of one run, on the rows that it is judged by; absent where nothing of the modality is hidden, or there is no floor. */
export function hiddenSkill(evaluation: Evaluation, name: string): number | undefined {
  const modality = evaluation.modalities.find((each) => each.name === name);
  const part = mainSplit(evaluation)?.[1].perModality[name]?.hidden;
  if (modality === undefined || part === undefined) return undefined;
  const own = { ...modality, count: part.entriesPerRow };
  const lowest = lowestLoss(own, evaluation.likelihoods[name]!, part.baselines);
  return lowest === undefined ? undefined : skill(part.reconstruction, part.baselines.perColumn, lowest);
}

function inWords({ mean, halfWidth = 0 }: MeanInterval): string {
  const [low, high] = [mean - halfWidth, mean + halfWidth];
  const short = (value: number): string => formatNumber(Number(value.toPrecision(2)));
  const verdict =
    low > 0
      ? 'more is told of it than its column means tell'
      : high >= 0
        ? 'the interval contains 0, so nothing is shown to be told of it'
        : 'below 0, so nothing is told of it, and its column means do better';
  return `${short(mean)} (${short(low)} to ${short(high)}): ${verdict}.`;
}
