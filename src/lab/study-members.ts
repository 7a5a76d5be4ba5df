/**
 * What makes one config many: seeds, folds, classes of the label, pairs of hidden modalities. Each kind expands to members
 * by itself; a config that asks for several gets every combination.
 */
import { ConfigError } from '../base/errors.ts';
import type { Modality } from '../data/dataset.ts';
import type { LoadContext } from '../data/find-file.ts';
import { loadDataset } from '../data/load.ts';
import type { Overrides, PlannedMember } from '../store/study-folder.ts';
import { EACH } from '../vae/masking/all-pairs.ts';
import { modalityIndex, requireSomethingSeen } from '../vae/masking/masking.ts';
import type { ExperimentConfig } from './experiment-config.ts';

/** The keys that make a study; a member has none of them. */
export const ONE_RUN: Overrides = { seeds: 1, folds: 1, splitModelsBy: 'none' };

type StudyKeys = Pick<ExperimentConfig, 'seeds' | 'folds' | 'splitModelsBy' | 'masking'>;

export const isStudy = (config: StudyKeys): boolean =>
  config.seeds > 1 || config.folds > 1 || config.splitModelsBy !== 'none' || hidesPairs(config);

/** Whether a run is wanted for each pair of a modality that is predicted and another hidden beside it. */
export const hidesPairs = ({ masking }: Pick<ExperimentConfig, 'masking'>): boolean =>
  masking.kind === 'all-pairs' && (masking.primary === EACH || masking.dummy === EACH);

/** One member per seed, counted up from the config's. With folds each seed deals the rows anew. */
export const seedMembers = ({ seed, seeds }: ExperimentConfig): PlannedMember[] =>
  Array.from({ length: seeds }, (_, index) => ({ name: `seed-${seed + index}`, overrides: { seed: seed + index } }));

/** One member per fold, all of one seed. */
export const foldMembers = ({ folds }: ExperimentConfig): PlannedMember[] =>
  Array.from({ length: folds }, (_, index) => ({
    name: `fold-${index + 1}`,
    overrides: { 'data.split.fold': { number: index + 1, of: folds } },
  }));

/** The key that tells a member of one class from the joint one. */
export const CLASS_KEY = 'data.classes';

/** One member per class of the label, and one of all, which is looked at class by class. */
export const classMembers = (label: string, classes: readonly string[]): PlannedMember[] => [
  // Rows of one class cannot be balanced.
  ...classes.map((name) => ({
    name: `${label}-${name}`,
    overrides: { [CLASS_KEY]: [name], 'data.balance': 'none' },
  })),
  { name: 'joint', overrides: { 'evaluation.perClass': true } },
];

/** The keys that tell a member of one pair from those of others. */
export const PRIMARY_KEY = 'masking.primary';
export const DUMMY_KEY = 'masking.dummy';

/**
 * One member per pair that the masking asks for: every other modality beside each that is predicted.
 *
 * @throws ConfigError when a name is not a modality, or a pair leaves nothing to see
 */
export function pairMembers(
  { masking }: Pick<ExperimentConfig, 'masking'>,
  modalities: readonly Modality[],
): PlannedMember[] {
  const names = modalities.map(({ name }) => name);
  const wanted = (key: 'primary' | 'dummy'): string[] => {
    const given = masking[key] as string;
    return given === EACH ? names : [names[modalityIndex(modalities, given, key)]!];
  };
  requireSomethingSeen(modalities, 2, '');
  const dummies = wanted('dummy');
  return wanted('primary').flatMap((primary) =>
    dummies
      .filter((dummy) => dummy !== primary)
      .map((dummy) => ({
        name: `${primary}-with-${dummy}`,
        overrides: { [PRIMARY_KEY]: primary, [DUMMY_KEY]: dummy },
      })),
  );
}

/** A label of more values is a measurement or an id, not a few kinds of rows. */
const MOST_CLASSES = 50;

/**
 * @param context - where the data are, which say what classes and modalities there are
 * @throws ConfigError when `splitModelsBy` names no label of a few classes, or a masking of pairs no modalities
 */
export async function studyMembers(config: ExperimentConfig, context: LoadContext): Promise<PlannedMember[]> {
  const kinds = [
    ...(config.seeds > 1 ? [seedMembers(config)] : []),
    ...(config.folds > 1 ? [foldMembers(config)] : []),
    ...(config.splitModelsBy === 'none' ? [] : [await membersByClass(config, context)]),
    ...(hidesPairs(config) ? [pairMembers(config, (await loadDataset(config.data, context)).modalities)] : []),
  ];
  return kinds.length === 0 ? seedMembers(config) : kinds.reduce(combine);
}

const combine = (some: readonly PlannedMember[], others: readonly PlannedMember[]): PlannedMember[] =>
  some.flatMap((one) =>
    others.map((other) => ({
      name: `${one.name}-${other.name}`,
      overrides: { ...one.overrides, ...other.overrides },
    })),
  );

async function membersByClass(config: ExperimentConfig, context: LoadContext): Promise<PlannedMember[]> {
  const where = 'config.splitModelsBy';
  const given = config.splitModelsBy;
  if (config.data.classes !== undefined)
    throw new ConfigError(where, 'every class gets its model, and data.classes chooses some', {
      advice: 'Leave out one of them',
    });
  if (hidesPairs(config))
    throw new ConfigError(where, 'every class gets its model, and the masking asks for a model of each pair', {
      advice: 'Leave it out, or name masking.primary and masking.dummy',
    });
  const { labels } = await loadDataset(config.data, context);
  if (labels?.name !== given)
    throw new ConfigError(where, `"${given}" is not the label of the data`, {
      ...(labels === undefined ? {} : { expected: `"${labels.name}"` }),
      advice: `Set data.label: ${given}`,
    });
  const { classes } = labels;
  if (classes.length >= 2 && classes.length <= MOST_CLASSES) return classMembers(labels.name, classes);
  throw new ConfigError(where, `${given} has ${classes.length} ${classes.length === 1 ? 'value' : 'values'}`, {
    expected: `from 2 to ${MOST_CLASSES}, a model for each`,
  });
}
