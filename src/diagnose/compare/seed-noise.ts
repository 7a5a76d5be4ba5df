/**
 * Is a difference between two runs more than chance? Two runs that differ in nothing but their seed show how large chance
 * is. Where something else differs, repeats with other seeds tell, a study of either; without them the rows that were held
 * out do, drawn anew: of so few rows a difference may be luck, and one that is not may still be that of two seeds.
 *
 * Try: both configs with seeds: 3 or more, on one split; then compare the studies.
 */
import type { Finding } from '../finding.ts';
import { listed } from '../wording.ts';
import type { ComparedMetric, SideComparison } from './compare-sides.ts';
import type { ComparedSide } from './compared-run.ts';
import { changeInWords, comparedSplit, intervalInWords, mainMetric } from './main-metric.ts';
import { METRICS } from './metric-values.ts';
import { holdsZero } from './paired-bootstrap.ts';

/** What a config and its bytes say, beside the numbers. */
export interface Sameness {
  /** Whether the configs differ in nothing but a seed. */
  readonly differsInSeedAlone: boolean;
  readonly configIsSame: boolean;
  /** Whether encoder and decoder are the same byte for byte. */
  readonly modelIsSame: boolean;
  /** Versions, threads and the like that differ: clauses. */
  readonly environment: readonly string[];
}

export function diagnoseSeedNoise(
  comparison: SideComparison,
  before: ComparedSide,
  now: ComparedSide,
  sameness: Sameness,
): Finding | undefined {
  const finding = (verdict: Finding['verdict'], title: string, advice: readonly string[] = []): Finding => ({
    id: 'seed-noise',
    verdict,
    title,
    evidence: { against: before.label, ...(sameness.modelIsSame ? {} : evidenceOf(comparison, before)) },
    advice,
  });
  if (sameness.modelIsSame)
    return finding(
      'note',
      sameness.configIsSame
        ? `It is identical to ${before.label}: the same config, the same seed, and every byte of the model.`
        : `It has the very model of ${before.label}, byte for byte: what differs in the config has no effect on what is learnt.`,
    );
  const split = comparedSplit(comparison);
  const main = split === undefined ? undefined : mainMetric(comparison, split, before);
  const told =
    main === undefined || main.change === 'withheld'
      ? undefined
      : `on ${split} the ${METRICS[main.name].label} is ${changeInWords(main)}`;
  if (sameness.differsInSeedAlone) {
    const seeds = [before, now]
      .map(({ members }) => listed(members.map(({ run }) => String(run.seed))))
      .join(' against ');
    return told === undefined
      ? finding(
          'note',
          `Nothing but the seed differs from ${before.label} (${seeds}), and with it what is measured: no number compares.`,
          ['Take a split that does not follow the seed: data.split.by position, column or given.'],
        )
      : finding(
          'note',
          `Seed noise: nothing but the seed differs from ${before.label} (${seeds}), and ${told}. So much is no effect of any idea.`,
        );
  }
  if (sameness.configIsSame)
    return finding(
      'note',
      `Config and seed are those of ${before.label}, and the bytes are not${sameness.environment.length === 0 ? '' : `: ${listed(sameness.environment)}`}${told === undefined ? '' : `; ${told}`}.`,
    );
  if (main === undefined || told === undefined) return undefined;
  return ofChance(comparison, before, main, `Against ${before.label} ${told}`, finding);
}

/** More than chance, or not: by repeats where there are any, and by draws of rows. */
function ofChance(
  comparison: SideComparison,
  before: ComparedSide,
  { overSeeds, overRows }: ComparedMetric,
  told: string,
  finding: (verdict: Finding['verdict'], title: string, advice?: readonly string[]) => Finding,
): Finding {
  const rows = overRows && `over draws of the rows its 95 % interval is ${intervalInWords(overRows)}`;
  if (overSeeds !== undefined) {
    const source = comparison.isPaired
      ? `${before.members.length} pairs of runs`
      : `${comparison.repeatCount} runs with other seeds`;
    const seeds = `by ${source} its 95 % interval is ${intervalInWords(overSeeds)}`;
    if (holdsZero(overSeeds))
      return finding('note', `${told}: no more than the noise of seeds, for ${seeds} and contains 0.`, [
        'More seeds make the interval narrower; until it leaves 0 out there is nothing to explain.',
      ]);
    if (overRows !== undefined && holdsZero(overRows))
      return finding('note', `${told}: more than the noise of seeds (${seeds}), but ${rows} and contains 0.`, [
        'Hold out more rows, or use folds.',
      ]);
    return finding('good', `${told}: more than the noise of seeds, for ${seeds}.`);
  }
  const advice = ['Train both with seeds: 3 or more on one split, and compare the studies.'];
  if (overRows === undefined)
    return finding(
      'note',
      `${told}. How large chance is cannot be told: there are no repeats and no terms of single rows.`,
      advice,
    );
  return holdsZero(overRows)
    ? finding('note', `${told}, which may be luck: ${rows} and contains 0.`, advice)
    : finding(
        'note',
        `${told}: more than the choice of rows makes (${rows}), but another seed may make as much.`,
        advice,
      );
}

function evidenceOf(comparison: SideComparison, before: ComparedSide): Finding['evidence'] {
  const split = comparedSplit(comparison);
  const main = split === undefined ? undefined : mainMetric(comparison, split, before);
  if (main === undefined) return {};
  const ends = (interval: { low: number; high: number } | undefined, over: string) =>
    interval === undefined ? {} : { [`over${over}Low`]: interval.low, [`over${over}High`]: interval.high };
  return {
    split: split!,
    metric: METRICS[main.name].label,
    before: main.before.mean,
    now: main.now.mean,
    ...(main.delta === undefined ? {} : { difference: main.delta }),
    ...ends(main.overSeeds, 'Seeds'),
    ...ends(main.overRows, 'Rows'),
  };
}
