/** Runs and studies side by side, each against its parent, from what their folders hold; no data are needed. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, DataError } from '../base/errors.ts';
import { compareComparability } from '../diagnose/compare/compare-comparability.ts';
import { compareSides, type SideComparison } from '../diagnose/compare/compare-sides.ts';
import type { ComparedRun, ComparedSide } from '../diagnose/compare/compared-run.ts';
import { type Reading, readings } from '../diagnose/compare/readings.ts';
import { diagnoseSeedNoise } from '../diagnose/compare/seed-noise.ts';
import type { Finding } from '../diagnose/finding.ts';
import { type ConfigChange, configChanges } from '../report/config-changes.ts';
import type { NotebookEntry, NotebookRun } from '../report/notebook.ts';
import { openRun, type RunFolder } from '../store/run-folder.ts';
import { openStudy } from '../store/study-folder.ts';
import { isOfClass } from './class-comparison.ts';
import type { Environment } from './environment.ts';
import type { ExperimentConfig } from './experiment-config.ts';
import { allDifferences } from './resume.ts';
import { readRowTerms } from './row-term-files.ts';
import { readRunConfig, readSummary, reportInput } from './run-files.ts';
import { overlapOf, type StudySummary } from './run-study.ts';

/** A run, or a study, before it is compared. */
interface Opened {
  readonly path: string;
  /** Of the experiment. */
  readonly name: string;
  readonly runs: readonly OpenedRun[];
  readonly isStudy: boolean;
  readonly overlap: number;
  /** Runs of the study that a run is a member of, itself included. */
  readonly siblings: readonly OpenedRun[];
}

interface OpenedRun {
  /** In its study, such as `seed-42`. */
  readonly member: string;
  readonly folder: RunFolder;
  readonly config: ExperimentConfig;
  readonly run: ComparedRun;
}

/** What each is held against: the first one, or the one before it. */
export const PARENTS = ['first', 'previous'] as const;
export type Parent = (typeof PARENTS)[number];

/**
 * @param folders - of finished runs and studies, at least two
 * @returns an entry for each, in their order
 * @throws ConfigError when a folder is neither, or is given twice
 * @throws DataError when a run has not been evaluated
 */
export function compareRuns(folders: readonly string[], against: Parent): NotebookEntry[] {
  const given = folders.map((folder) => path.normalize(folder).replace(/(?<=.)\/$/, ''));
  const twice = given.find((folder, index) => given.indexOf(folder) !== index);
  if (twice !== undefined)
    throw new ConfigError(twice, 'it is given twice', { advice: 'A run is not compared with itself' });
  const opened = given.map(open);
  const labels = labelsOf(opened);
  const sides = opened.map((each, index) => sideOf(each, labels[index]!, opened));
  return opened.map((each, index): NotebookEntry => {
    const runs = notebookRuns(each);
    const entry = {
      label: labels[index]!,
      path: each.path,
      id: path.basename(path.resolve(each.path)),
      isStudy: each.isStudy,
      side: sides[index]!,
      runs,
      notes: notesOf(each.path),
    };
    if (index === 0) return entry;
    const parent = against === 'first' ? 0 : index - 1;
    return { ...entry, against: labels[parent]!, ...compared(opened[parent]!, each, sides[parent]!, sides[index]!) };
  });
}

function compared(before: Opened, now: Opened, parent: ComparedSide, child: ComparedSide) {
  const comparison = compareSides(parent, child);
  const changes = changesOf(before, now);
  const isSeedAlone = changes.length > 0 && changes.every(({ path: key }) => key === 'seed');
  const single = before.isStudy || now.isStudy ? undefined : ([before.runs[0]!, now.runs[0]!] as const);
  const sameness = {
    differsInSeedAlone: isSeedAlone,
    configIsSame: changes.length === 0,
    modelIsSame: single !== undefined && modelsAreEqual(single[0].folder, single[1].folder),
    environment: single === undefined ? [] : environmentChanges(single[0].folder, single[1].folder),
  };
  const findings = [
    compareComparability(comparison, parent),
    diagnoseSeedNoise(comparison, parent, child, sameness),
  ].filter((finding): finding is Finding => finding !== undefined);
  return {
    comparison,
    changes,
    findings,
    readings: sameness.modelIsSame ? [] : readingsOf(comparison, parent, child, isSeedAlone),
  };
}

const readingsOf = (
  comparison: SideComparison,
  before: ComparedSide,
  now: ComparedSide,
  isSeedAlone: boolean,
): Reading[] => readings(comparison, before, now, isSeedAlone);

function open(folder: string): Opened {
  if (existsSync(path.join(folder, 'study.yaml'))) {
    const runs = studyRuns(folder);
    if (runs.length === 0) throw new DataError(folder, 'no run of the study has finished');
    const { name } = openStudy(folder).readSummary() as StudySummary;
    return { path: folder, name, runs: runs.map(([run]) => run), isStudy: true, overlap: runs[0]![1], siblings: [] };
  }
  const run = openedRun(openRun(folder), '');
  const study = path.dirname(path.dirname(path.resolve(folder)));
  const siblings = existsSync(path.join(study, 'study.yaml')) ? studyRuns(study).map(([sibling]) => sibling) : [];
  return { path: folder, name: run.config.name, runs: [run], isStudy: false, overlap: 0, siblings };
}

/** Finished runs of a study that repeat one idea; models of one class each are no repeats of the others. */
function studyRuns(folder: string): [OpenedRun, number][] {
  const study = openStudy(folder);
  const members = study.readMembers().members.filter((member) => member.state === 'finished' && !isOfClass(member));
  const overlap = overlapOf(members);
  return members.map(({ name, run }) => [openedRun(openRun(path.join(study.runs, run!)), name), overlap]);
}

function openedRun(folder: RunFolder, member: string): OpenedRun {
  const { evaluation, effectiveBeta, preprocessing, phases, perClass } = readSummary(folder);
  const { fingerprints } = folder.read('env') as { fingerprints: ComparedRun['fingerprints'] };
  const config = readRunConfig(folder);
  const { balance } = config.data;
  return {
    member,
    folder,
    config,
    run: {
      id: folder.id,
      seed: config.seed,
      fingerprints,
      ...(balance !== 'none' && balance.splits === 'all' ? { heldOutBalance: balance.by ?? 'the label' } : {}),
      preprocessing,
      effectiveBeta,
      masking: config.masking,
      objective: config.objective,
      likelihood: config.likelihood,
      lossTerms: phases?.at(-1)?.terms ?? [],
      evaluation,
      ...(perClass === undefined ? {} : { perClass: perClass.classes }),
      terms: readRowTerms(folder, evaluation),
    },
  };
}

/** Names of experiments where they are all different, else names of folders. */
function labelsOf(opened: readonly Opened[]): string[] {
  const names = opened.map(({ name }) => name);
  return new Set(names).size === names.length
    ? names
    : opened.map(({ path: folder }) => path.basename(path.resolve(folder)));
}

function sideOf({ runs, isStudy, overlap, siblings }: Opened, label: string, all: readonly Opened[]): ComparedSide {
  return {
    label,
    members: runs.map(({ member, run }) => ({ key: isStudy ? member : '', run })),
    repeats: repeatsOf(runs[0]!, [...runs, ...siblings, ...all.flatMap((other) => other.runs)]),
    ...(overlap > 0 ? { overlap } : {}),
  };
}

/** Runs among these that differ in their seed alone, each seed once; of another split they tell more than seeds do. */
function repeatsOf(own: OpenedRun, among: readonly OpenedRun[]): ComparedRun[] {
  const found = new Map<number, ComparedRun>();
  for (const { run, config } of among) {
    const isRepeat =
      run.fingerprints.split === own.run.fingerprints.split &&
      run.fingerprints.data === own.run.fingerprints.data &&
      configChanges(own.config, config).every(({ path: key }) => CHANCE.includes(key));
    if (isRepeat && !found.has(run.seed)) found.set(run.seed, run);
  }
  return [...found.values()];
}

/** Keys that change bits and no idea; a study shares threads out among its runs. */
const CHANCE: readonly string[] = ['seed', 'threads'];

/** Of two studies their seeds are part of neither idea. */
function changesOf(before: Opened, now: Opened): ConfigChange[] {
  const [first, second] = [before.runs[0]!, now.runs[0]!];
  const isStudy = before.isStudy || now.isStudy;
  const changes = configChanges(first.config, second.config).filter(
    ({ path: key }) => !isStudy || !(CHANCE.includes(key) || key.startsWith('data.split.fold')),
  );
  const [a, b] = [before, now].map(({ runs }) => runs.length);
  return a === b ? changes : [...changes, { path: 'seeds', text: `runs ${a} → ${b}` }];
}

const MODEL_FILES = ['encoder.onnx', 'decoder.onnx'].map((name) => path.join('model', name));

function modelsAreEqual(first: RunFolder, second: RunFolder): boolean {
  return MODEL_FILES.every((name) => {
    const [a, b] = [first.file(name), second.file(name)];
    return existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));
  });
}

function environmentChanges(first: RunFolder, second: RunFolder): string[] {
  const known = ({ elbo, node, onnxruntime, threads, platform, processor }: Environment) => ({
    elbo,
    node,
    onnxruntime,
    threads,
    platform,
    processor,
  });
  const [a, b] = [first, second].map((run) => known(run.read('env') as Environment));
  return allDifferences(a, b).map(({ path: key, before, now }) => `${key} ${before} and ${now}`);
}

const notebookRuns = ({ runs }: Opened): NotebookRun[] =>
  runs.map(({ member, folder }) => ({ member, path: folder.path, input: reportInput(folder) }));

const notesOf = (folder: string): string => {
  const file = path.join(folder, 'notes.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
