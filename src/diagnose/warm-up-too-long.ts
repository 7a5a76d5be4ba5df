/**
 * A warm-up that outlasts its training: the weight that the config names is never the one that trains, and early
 * stopping, which waits until losses are comparable, never begins.
 *
 * Try: a schedule of half of training or less, or a longer training; an end (falls) for steps.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import { VERDICTS, type Verdict } from './finding.ts';
import type { ScheduleFacts, StoppingFacts, TrainingFacts } from './training-facts.ts';
import { percent } from './wording.ts';

/**
 * Share of training with the final weight of KL. The model answers a higher weight by giving up units, which takes
 * about as long as learning them did: under a fifth of training is a start at most.
 */
const LEAST_SETTLED = 0.2;

interface Issue {
  readonly verdict: Verdict;
  /** A clause: the title joins them. */
  readonly says: string;
  readonly advice: string;
  readonly evidence: Readonly<Record<string, number | string>>;
}

export const diagnoseWarmUpTooLong: Diagnostic = ({ training }) => {
  if (training === undefined) return undefined;
  const found = [...training.schedules.map(judgeSchedule), ...(training.earlyStopping ?? []).map(judgeStopping)];
  const issues = found
    .filter((issue) => issue !== undefined)
    .sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  if (issues.length === 0) return undefined;
  const title = issues.map(({ says }) => says).join('; ');
  return {
    id: 'warm-up-too-long',
    verdict: issues[0]!.verdict,
    title: `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    evidence: Object.assign({}, ...issues.map(({ evidence }) => evidence)),
    advice: [...new Set(issues.map(({ advice }) => advice))],
  };

  function judgeSchedule(schedule: ScheduleFacts): Issue | undefined {
    const { what, epochs, start, last, end, settledAfter, shareAtEnd } = schedule;
    if (end === undefined || settledAfter === undefined) return undefined;
    const where = inPhase(training!, schedule.phase);
    const evidence = {
      [`${what}${where}`]: `${formatNumber(last)} at the end, ${formatNumber(end)} meant`,
      [`settled after epochs${where}`]: settledAfter,
      [`epochs${where}`]: epochs,
    };
    if (shareAtEnd === 0)
      return {
        verdict: 'warning',
        says: `the ${what} never comes to ${formatNumber(end)}${where}: its schedule takes ${formatNumber(settledAfter)} epochs, training has ${formatNumber(epochs)}, and it ends at ${formatNumber(last)}`,
        advice: 'Shorten the schedule to half of training or less, or train longer.',
        evidence,
      };
    if (what !== 'weight of KL' || end < start || shareAtEnd >= LEAST_SETTLED) return undefined;
    return {
      verdict: 'note',
      says: `the ${what} is at ${formatNumber(end)}${where} for only ${percent(shareAtEnd)} of training`,
      advice: 'Shorten the schedule to half of training or less, or train longer.',
      evidence,
    };
  }

  function judgeStopping({ phase, epochs, beginsAfter }: StoppingFacts): Issue | undefined {
    if (beginsAfter !== undefined && beginsAfter < epochs) return undefined;
    const where = inPhase(training!, phase);
    const says = `early stopping never begins${where}`;
    const evidence = { [`epochs${where}`]: epochs };
    if (beginsAfter === undefined)
      return {
        verdict: 'warning',
        says: `${says}: it waits for a schedule that falls without end`,
        advice: 'Give the schedule an end (falls), or set training.earlyStopping: none.',
        evidence,
      };
    return {
      verdict: 'warning',
      says: `${says}: it waits ${formatNumber(beginsAfter)} epochs for schedules to settle, and training has ${formatNumber(epochs)}`,
      advice: 'Shorten the schedule to half of training or less, or train longer.',
      evidence,
    };
  }
};

/** A phase's name, only where there are several. */
function inPhase({ schedules, earlyStopping = [] }: TrainingFacts, phase: string): string {
  const names = new Set([...schedules, ...earlyStopping].map((each) => each.phase));
  return names.size < 2 ? '' : ` in phase ${phase}`;
}
