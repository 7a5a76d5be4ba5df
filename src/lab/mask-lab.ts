/** What a trained model can tell of each modality from the others: every part of them hidden in turn, beside what simpler models tell. */
import type { Modality, SplitName } from '../data/dataset.ts';
import { fitBaselines } from '../diagnose/baselines/fit-baselines.ts';
import { describeLikelihoods } from '../diagnose/evaluate.ts';
import type { Baselines, EntryEvaluation, LikelihoodDescription } from '../diagnose/evaluation.ts';
import { modalityOutputs } from '../diagnose/modality-outputs.ts';
import { ModalityTally } from '../diagnose/modality-tally.ts';
import { lowestLoss } from '../diagnose/reach.ts';
import { skill } from '../diagnose/skill.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import { input } from '../graph/operations/index.ts';
import { codesHiding } from '../vae/masking/codes-hiding.ts';
import { maskFeed } from '../vae/masking/mask-graph.ts';
import { type Model, requireDecoder } from '../vae/model.ts';
import { buildGraph } from '../vae/model-graph.ts';
import { reconstructionTerms } from '../vae/model-terms.ts';
import { rowSource } from '../vae/row-source.ts';
import { evaluationBatch } from '../vae/term-evaluator.ts';
import { AveragedAnswers, toLogits } from './averaged-answers.ts';
import { isTrainedFor, maskable, namesOf } from './masked-model.ts';
import { type SimplerModels, simplerModels } from './simpler-models.ts';
import type { TrainedRunWithData } from './trained-run.ts';

/** One modality, hidden with others. */
export interface MaskCell {
  readonly modality: string;
  /** All that the encoder saw. */
  readonly seen: readonly string[];
  /** Hidden beside it as a dummy. */
  readonly dummy?: string;
  /** Whether training hid just these; other cells show how far the model carries beyond it. */
  readonly isTrained: boolean;
  /** Nats a row, of predictions averaged over draws of the latent. */
  readonly reconstruction: number;
  /** 1 - (nats - floor) / (nats of column means - floor); absent where there is no floor. */
  readonly skill?: number;
  /** Mean squared error per entry. */
  readonly mse: number;
  readonly auroc?: number;
  readonly auprc?: number;
  /** What simpler models tell of it from the same modalities, where asked for. */
  readonly simpler?: SimplerModels;
}

/** Cells that simpler models stand beside: each modality from all others, every cell, or none. */
export const BESIDE = ['others', 'every', 'none'] as const;
export type Beside = (typeof BESIDE)[number];

export interface MaskLab {
  readonly split: SplitName;
  readonly rowCount: number;
  readonly modalities: readonly string[];
  /** Modality to its trivial models on the same rows. */
  readonly baselines: Readonly<Record<string, Baselines>>;
  readonly likelihoods: Readonly<Record<string, LikelihoodDescription>>;
  /** Every modality that is hidden, from every part of the others that is seen. */
  readonly subsets: readonly MaskCell[];
  /** Primary and dummy hidden together. Empty with fewer than three modalities. */
  readonly pairs: readonly MaskCell[];
}

/** With more modalities their parts are too many: only those that see or hide a single one are gone through. */
const MOST_IN_PARTS = 5;

/** @param beside - which cells simpler models stand beside; they take most of the time */
export async function runMaskLab(trained: TrainedRunWithData, split: SplitName, beside: Beside): Promise<MaskLab> {
  const { experiment, parameters } = trained;
  const { dataset, engine } = experiment;
  requireDecoder(experiment.model);
  const model = maskable(experiment.model);
  const rows = experiment.split[split];
  const likelihoods = describeLikelihoods(model, parameters);
  const fitted = await fitBaselines(dataset, experiment.split.train, likelihoods, model.sizes.latentCount);
  const baselines = await fitted.evaluate(rows);
  const answers = await AveragedAnswers.compile(trained, model, dataset);
  const program = await ForwardProgram.compile(scoringOutputs(model), { x: rowSource(dataset) }, engine);
  const names = namesOf(model.modalities);
  const subsets: MaskCell[] = [];
  for (const seen of partsToSee(names)) {
    const hidden = names.filter((name) => !seen.includes(name));
    subsets.push(...(await cells(hidden, undefined, seen)));
  }
  const pairs: MaskCell[] = [];
  if (names.length > 2) {
    for (const primary of names) {
      for (const dummy of names.filter((name) => name !== primary)) {
        const seen = names.filter((name) => name !== primary && name !== dummy);
        pairs.push(...(await cells([primary], dummy, seen)));
      }
    }
  }
  await answers.release();
  await program.release();
  return { split, rowCount: rows.length, modalities: names, baselines, likelihoods, subsets, pairs };

  async function cells(
    hidden: readonly string[],
    dummy: string | undefined,
    seen: readonly string[],
  ): Promise<MaskCell[]> {
    const dummies = dummy === undefined ? [] : [dummy];
    const codes = codesHiding(model.masking, model.modalities, hidden, dummies);
    const tallies = hidden.map(
      (name) => new ModalityTally(model.modalities.find((modality) => modality.name === name)!),
    );
    const batch = evaluationBatch(model.sizes.featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.subarray(first, first + batch);
      const answered = await answers.of(some, codes, first);
      for (const modality of model.modalities)
        if (model.likelihoods[modality.name]!.kind === 'bernoulli')
          toLogits(answered, model.sizes.featureCount, modality);
      const rowInputs = { [ANSWERS]: answered, ...maskFeed(codes, some.length) };
      const values = await program.run({ parameters, rows: some, rowInputs });
      for (const tally of tallies) tally.add(values, some.length);
    }
    const isTrained = isTrainedFor(experiment.model, hidden, dummies);
    const found: MaskCell[] = [];
    for (const [index, name] of hidden.entries()) {
      tallies[index]!.endCase();
      const modality = model.modalities.find((own) => own.name === name)!;
      const own = tallies[index]!.summarize({ count: rows.length, draws: 1 }, 0, baselines[name]!);
      const simpler =
        dummy === undefined && seen.length > 0 && own.binary !== undefined && isBeside(hidden)
          ? await simplerModels(dataset, experiment.split, rows, modality, ofNames(seen))
          : undefined;
      found.push({
        modality: name,
        seen,
        ...(dummy === undefined ? {} : { dummy }),
        isTrained,
        ...numbersOf(own, modality),
        ...(simpler === undefined ? {} : { simpler }),
      });
    }
    return found;
  }

  function isBeside(hidden: readonly string[]): boolean {
    return beside === 'every' || (beside === 'others' && hidden.length === 1);
  }

  function ofNames(wanted: readonly string[]): Modality[] {
    return model.modalities.filter(({ name }) => wanted.includes(name));
  }

  function numbersOf({ reconstruction, mse, binary }: EntryEvaluation, modality: Modality) {
    const own = skillOver(reconstruction, modality, likelihoods[modality.name]!, baselines[modality.name]!);
    return {
      reconstruction,
      ...(own === undefined ? {} : { skill: own }),
      mse,
      ...(binary?.auroc === undefined ? {} : { auroc: binary.auroc }),
      ...(binary?.auprc === undefined ? {} : { auprc: binary.auprc }),
    };
  }
}

const ANSWERS = 'answers';

/** What tallies read, of outputs of a decoder that are fed. */
function scoringOutputs(model: Model): ReturnType<typeof modalityOutputs> {
  const graph = buildGraph(model, 'mean');
  const outputs = input(ANSWERS, ['batch', model.sizes.featureCount], 'noise');
  const reconstruction = reconstructionTerms(model, graph.scope, outputs, graph.x);
  const scored = { ...graph, outputs, terms: { ...graph.terms, reconstruction, trained: {} } };
  return Object.assign({}, ...model.modalities.map((modality) => modalityOutputs(model, scored, modality)));
}

export function skillOver(
  nats: number,
  modality: Modality,
  likelihood: LikelihoodDescription,
  baselines: Baselines,
): number | undefined {
  const lowest = lowestLoss(modality, likelihood, baselines);
  return lowest === undefined ? undefined : skill(nats, baselines.perColumn, lowest);
}

/** Parts of the modalities but all of them, those that see most first; nothing seen is the last. */
export function partsToSee(names: readonly string[]): string[][] {
  if (names.length > MOST_IN_PARTS) {
    const allButOne = names.map((hidden) => names.filter((name) => name !== hidden));
    return [...allButOne, ...names.map((name) => [name])];
  }
  const parts: string[][] = [];
  for (let bits = 0; bits < 2 ** names.length - 1; bits++) parts.push(names.filter((_, at) => (bits >> at) & 1));
  return parts.sort((a, b) => b.length - a.length);
}
