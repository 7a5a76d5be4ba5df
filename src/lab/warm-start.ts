/**
 * A warm start: parameters and running statistics taken from another run, whole or by parts. The optimizer starts afresh.
 * The run keeps which checkpoint it began with, by its hash, so that no two runs that began differently pass for equals.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, ResumeError } from '../base/errors.ts';
import { text } from '../base/options.ts';
import type { Fingerprints } from '../data/fingerprint.ts';
import { readNewestCheckpoint } from '../store/checkpoint.ts';
import { openRun, type RunFolder } from '../store/run-folder.ts';
import type { Tensors } from '../tensor/tensor.ts';
import { availableIn } from '../vae/model.ts';
import { PARTS, type Part } from '../vae/strategy/strategy.ts';
import type { Experiment } from './experiment.ts';
import { initialTensors } from './initial-tensors.ts';

const WHERE = 'config.initializeFrom';

export const initializeFromOption = z
  .union([
    z.string(),
    z.strictObject({
      run: text({ help: 'the folder of a run' }),
      parts: z
        .array(z.enum(PARTS))
        .min(1)
        .default([...PARTS])
        .meta({ description: 'parts that are taken' }),
    }),
  ])
  .default('none')
  .meta({
    description:
      '`none`, or a run whose parameters training begins with: its folder, looked for among the runs, then beside the config; or {run, parts}',
  });

/** What a run began with, in its `env.json`. */
export interface Initialization {
  /** The folder's name. */
  readonly run: string;
  readonly checkpoint: string;
  /** Of the checkpoint: equal for equal states. */
  readonly hash: string;
  readonly parts: readonly Part[];
}

export interface WarmStart {
  readonly record: Initialization;
  /** Of every parameter and running statistic; those that were not taken are drawn as ever. */
  readonly tensors: Tensors;
  /** Whole sentences. */
  readonly notices: readonly string[];
}

/** Where runs are looked for: among runs, among those beside a study, beside the config, and here. */
export function runFolders(runs: string, baseFolder: string): string[] {
  const study = path.dirname(path.resolve(runs));
  const besideStudy = existsSync(path.join(study, 'study.yaml')) ? [path.dirname(study)] : [];
  return [...new Set([runs, ...besideStudy, baseFolder, '.'].map((folder) => path.resolve(folder)))];
}

/**
 * @param folders - from `runFolders`
 * @returns undefined where the config asks for none
 * @throws ConfigError when there is no such run, it has no checkpoint, or tensors differ in name or shape
 */
export function warmStart(experiment: Experiment, folders: readonly string[]): WarmStart | undefined {
  const { initializeFrom } = experiment.config;
  if (initializeFrom === 'none') return undefined;
  const { run: name, parts: asked } =
    typeof initializeFrom === 'string' ? { run: initializeFrom, parts: PARTS } : initializeFrom;
  const own = availableIn(experiment.model).parts;
  const parts = asked.filter((part) => own.includes(part));
  const source = findRun(name, folders);
  const checkpoint = readNewestCheckpoint(source.checkpoints);
  if (checkpoint === undefined)
    throw new ConfigError(WHERE, `the run ${source.id} has no checkpoint yet`, { advice: 'Train it first' });
  const isTaken = (tensor: string) => parts.some((part) => tensor.startsWith(`${part}.`));
  const only = (tensors: Tensors): Tensors =>
    Object.fromEntries(Object.entries(tensors).filter(([tensor]) => isTaken(tensor)));
  const drawn = initialTensors(experiment);
  const taken = only(checkpoint.tensors);
  requireSameTensors(source.id, taken, only(drawn));
  const what = parts.length === own.length ? '' : ` (${parts.join(', ')})`;
  return {
    record: { run: source.id, checkpoint: checkpoint.name, hash: checkpoint.hash, parts },
    tensors: { ...drawn, ...taken },
    notices: [
      ...checkpoint.warnings,
      `Initialized from ${checkpoint.name} of ${source.id}${what}.`,
      ...otherData(source, experiment.fingerprints),
    ],
  };
}

/**
 * The warm start of a run that goes on. With a checkpoint of its own the run needs it no more, and what has become of
 * the other run is only told.
 *
 * @param kept - what the run began with
 * @throws ResumeError when it is needed and is another one now; ConfigError when it is needed and gone
 */
export function warmStartAgain(
  run: string,
  kept: Initialization | undefined,
  isNeeded: boolean,
  find: () => WarmStart | undefined,
): { warm?: WarmStart; notices: readonly string[] } {
  if (kept === undefined) return { notices: [] };
  try {
    const warm = find()!;
    if (warm.record.hash === kept.hash) return { warm, notices: isNeeded ? warm.notices : [] };
    throw new ResumeError(run, `it began with ${kept.checkpoint} of ${kept.run}, and that run has changed since`, {
      expected: `the checkpoint ${kept.hash.slice(0, 12)}, and found ${warm.record.hash.slice(0, 12)}`,
      advice: 'Train a new run',
    });
  } catch (error) {
    if (isNeeded) throw error;
    return { notices: [`The run it was initialized from is not as it was: ${(error as Error).message}`] };
  }
}

function findRun(name: string, folders: readonly string[]): RunFolder {
  const candidates = path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name));
  const found = candidates.find((each) => existsSync(each));
  if (found !== undefined) return openRun(found);
  throw new ConfigError(WHERE, `the run "${name}" was not found`, {
    expected: 'the folder of a run',
    advice: path.isAbsolute(name) ? 'Check the path' : `Looked in ${folders.join(', ')}`,
  });
}

const NAMED_UP_TO = 3;

function requireSameTensors(run: string, theirs: Tensors, ours: Tensors): void {
  const shape = (tensors: Tensors, name: string) => (tensors[name] ? `[${tensors[name].shape.join(', ')}]` : 'absent');
  const differing = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (name) => shape(theirs, name) !== shape(ours, name),
  );
  if (differing.length === 0) return;
  const named = differing
    .slice(0, NAMED_UP_TO)
    .map((name) => `${name} is ${shape(theirs, name)} there and ${shape(ours, name)} here`);
  const more = differing.length > NAMED_UP_TO ? [`and ${differing.length - NAMED_UP_TO} more`] : [];
  throw new ConfigError(WHERE, `the run ${run} has other tensors: ${[...named, ...more].join('; ')}`, {
    expected: 'the same names and shapes',
    advice: 'Choose the architecture of that run, or take only the parts that fit: {run, parts: [decoder]}',
  });
}

/** What a person should know of rows and columns that the parameters come from. */
function otherData(source: RunFolder, ours: Fingerprints): string[] {
  const { fingerprints: theirs } = source.read('env') as { fingerprints: Fingerprints };
  if (theirs.data !== ours.data)
    return [`${source.id} was trained on other data: its columns are taken to stand in the same order.`];
  if (theirs.split !== ours.split)
    return [`${source.id} was trained on another split: rows judged here may be among those it learned from.`];
  return [];
}
