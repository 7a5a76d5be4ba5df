/**
 * Training as it goes on, on stderr. On a terminal one line is drawn over itself; elsewhere a line is written per epoch,
 * at most one in ten seconds, the first and the last epoch always.
 */
import { formatNumber } from '../base/format-number.ts';
import type { ExperimentEvent } from '../lab/run-options.ts';
import type { EpochRecord } from '../store/run-record.ts';

const LINE_EVERY_MS = 10_000;
const DRAW_EVERY_MS = 100;
const BAR_WIDTH = 24;

export interface ProgressTarget {
  /** Whether a line may be drawn over itself. */
  readonly isLive: boolean;
  note(line: string): void;
  /** Takes the place of the line drawn before. */
  draw(line: string): void;
  /** Milliseconds on any steady clock. */
  now(): number;
}

export class TrainingProgress {
  readonly #target: ProgressTarget;
  readonly #label: string;
  #epochs = 0;
  #steps = 0;
  #firstStep: number | undefined;
  #startedAt: number;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #lastEpoch: EpochRecord | undefined;

  /** @param label - put in front of each line, such as the member of a study */
  constructor(target: ProgressTarget, label = '') {
    this.#target = target;
    this.#label = label === '' ? '' : `${label}: `;
    this.#startedAt = target.now();
  }

  tell(event: ExperimentEvent): void {
    if (event.kind === 'prepared') {
      this.#epochs = event.epochs;
      this.#steps = event.epochs * event.stepsPerEpoch;
      this.#startedAt = this.#target.now();
    } else if (event.kind === 'steps') this.#draw(event.step, event.loss);
    else if (event.kind === 'epoch') this.#epoch(event.record);
    else if (event.kind === 'evaluating') this.#line('evaluating');
  }

  #epoch(record: EpochRecord): void {
    const isFirst = this.#lastEpoch === undefined;
    this.#lastEpoch = record;
    if (this.#target.isLive) return;
    const now = this.#target.now();
    if (!isFirst && record.epoch !== this.#epochs && now - this.#writtenAt < LINE_EVERY_MS) return;
    this.#writtenAt = now;
    this.#line(`epoch ${record.epoch}/${this.#epochs}: ${numbersOf(record)}`);
  }

  #line(text: string): void {
    const line = `${this.#label}${text}`;
    if (this.#target.isLive) this.#target.draw(line);
    else this.#target.note(line);
  }

  #draw(step: number, loss: number): void {
    if (!this.#target.isLive || this.#steps === 0) return;
    const now = this.#target.now();
    this.#firstStep ??= step;
    if (now - this.#writtenAt < DRAW_EVERY_MS && step !== this.#steps) return;
    this.#writtenAt = now;
    const done = Math.round((BAR_WIDTH * step) / this.#steps);
    const bar = '#'.repeat(Math.min(BAR_WIDTH, done)).padEnd(BAR_WIDTH, '.');
    const speed = (step - this.#firstStep) / (now - this.#startedAt);
    const left = speed > 0 ? `, ${duration((this.#steps - step) / speed)} left` : '';
    const last = this.#lastEpoch;
    const said =
      last === undefined ? `loss ${formatNumber(loss)}` : `epoch ${last.epoch}/${this.#epochs}: ${numbersOf(last)}`;
    this.#line(`[${bar}] ${said}${left}`);
  }
}

function numbersOf({ running, train, validation }: EpochRecord): string {
  const main = validation ?? train ?? running;
  const of = validation !== undefined ? 'validation' : train !== undefined ? 'train' : 'running';
  return `negative ELBO ${formatNumber(main.negativeElbo)} (${of}), KL ${formatNumber(main.kl)}, loss ${formatNumber(main.loss)}`;
}

/** Milliseconds as `12 s`, `3 min 05 s` or `2 h 10 min`. */
export function duration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 1) return `${Math.round(durationMs)} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
