/**
 * A run as TensorBoard reads it: one line of curves for each of `running`, `train` and `validation`, so that they are
 * drawn over each other, with epochs as steps; batch losses with steps as steps where the run logged them; the
 * report's figures; and how each latent unit's means are spread.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readJsonl } from '../store/jsonl.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { eventFilePieces, type SummaryEvent } from '../tensor/event-file.ts';
import type { KeptRows } from './kept-rows.ts';
import { metricSeries } from './metric-series.ts';

/** Records of epochs have these parts; numbers outside them belong to the run as a whole. */
const PARTS = ['running', 'train', 'validation'];

export function tensorboardFiles(
  run: RunFolder,
  splits: readonly KeptRows[],
): { files: Record<string, Iterable<Uint8Array>>; notices: readonly string[] } {
  const { records: epochs, warnings } = run.readEpochs();
  const clock = clockOf(run);
  const events = new Map<string, SummaryEvent[]>();
  const add = (part: string, event: SummaryEvent) => {
    const found = events.get(part);
    if (found === undefined) events.set(part, [event]);
    else found.push(event);
  };
  for (const { path: names, values } of metricSeries(epochs)) {
    const isPart = PARTS.includes(names[0]!);
    const tag = (isPart ? names.slice(1) : names).join('/');
    values.forEach((scalar, i) => {
      if (scalar === undefined) return;
      const { epoch, step } = epochs[i]!;
      const description = isPart ? unitOf(names[1]!) : undefined;
      add(isPart ? names[0]! : '', {
        tag,
        step: epoch,
        wallTime: clock.at(step),
        value: { scalar },
        ...(description === undefined ? {} : { description }),
      });
    });
  }
  for (const { step, ...numbers } of readJsonl<{ step: number }>(run.file('steps.jsonl')).records) {
    for (const [tag, scalar] of Object.entries(numbers)) {
      if (typeof scalar === 'number') add('steps', { tag, step, wallTime: clock.at(step), value: { scalar } });
    }
  }
  const { epoch = 0, step = 0 } = epochs.at(-1) ?? {};
  const end = { step: epoch, wallTime: clock.at(step) };
  for (const name of figuresOf(run)) {
    const png = readFileSync(run.file(path.join('figures', name)));
    add('', { ...end, tag: `figures/${name.slice(0, -'.png'.length)}`, value: { png } });
  }
  for (const { split, latents } of splits) {
    for (let unit = 0; unit < latents.latentCount; unit++) {
      const histogram = latents.mean.filter((_, i) => i % latents.latentCount === unit);
      add(split, { ...end, tag: `latent means/z${unit}`, value: { histogram } });
    }
  }
  const name = `events.out.tfevents.${Math.floor(clock.started)}.elbo`;
  const files = [...events].map(([part, of]) => [path.join(part, name), eventFilePieces(clock.started, of)] as const);
  return { files: Object.fromEntries(files), notices: warnings };
}

/** Said beside a curve: no loss without its unit. */
function unitOf(term: string): string | undefined {
  if (term === 'loss' || term === 'weightedKl') return "in the objective's own units";
  if (term === 'trainedPerModality') return 'what trained in place of the reconstruction; not in nats';
  return ['negativeElbo', 'reconstruction', 'kl', 'klPerUnit', 'perModality'].includes(term)
    ? 'nats per row'
    : undefined;
}

const figuresOf = (run: RunFolder): string[] => {
  const folder = run.file('figures');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.png'))
        .sort()
    : [];
};

/** When steps were done. A run keeps how long steps took; when it began is in its name, or else its config's time. */
function clockOf(run: RunFolder): { readonly started: number; at(step: number): number } {
  const [, day, time] = /^(\d{8})-(\d{6})-/.exec(run.id) ?? [];
  const named = Date.parse(
    `${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  const started = (Number.isNaN(named) ? statSync(run.file('config.yaml')).mtimeMs : named) / 1000;
  const timings = readJsonl<{ step: number; steps: number; durationMs: number }>(run.file('timings.jsonl')).records;
  let passed = started;
  const chunks = timings.map(({ step, steps, durationMs }) => {
    const from = passed;
    passed += durationMs / 1000;
    return { step, steps, from, to: passed };
  });
  const at = (step: number): number => {
    const chunk = chunks.find((each) => each.step >= step);
    if (chunk === undefined) return passed;
    const share = (step - (chunk.step - chunk.steps)) / chunk.steps;
    return chunk.from + share * (chunk.to - chunk.from);
  };
  return { started, at };
}
