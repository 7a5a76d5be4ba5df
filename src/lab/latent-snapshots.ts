/**
 * Latents of train and test rows while a model trains: at epochs 8, 16, 32 ... 512, 1000, 2000 ... 10000, 20000 ..., and of
 * the finished model. Draws have a stream of their own and the parameters are only read, so training computes the same bits.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SplitName } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { LatentSnapshots } from '../report/snapshot-figures.ts';
import { readJson, replaceJson } from '../store/files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { readNpy, writeNpy } from '../tensor/npy.ts';
import { maskFeed, usualMask } from '../vae/masking/mask-graph.ts';
import { buildGraph } from '../vae/model-graph.ts';
import { rowSources } from '../vae/row-source.ts';
import { evaluationBatch, spreadRows } from '../vae/term-evaluator.ts';
import type { Experiment } from './experiment.ts';

/** More only cover each other in a picture. */
const ROWS_UP_TO = 1000;
const FOLDER = path.join('evaluation', 'snapshots');
const ROWS = path.join(FOLDER, 'rows.json');
const FILE = /^epoch-(\d+)\.train\.mean\.npy$/;
const SPLITS = ['train', 'heldOut'] as const;
const BLOCKS = ['mean', 'sample'] as const;
type Side = (typeof SPLITS)[number];
type Block = (typeof BLOCKS)[number];

const fileOf = (epoch: number, side: Side, block: Block): string =>
  path.join(FOLDER, `epoch-${String(epoch).padStart(6, '0')}.${side === 'train' ? 'train' : 'held-out'}.${block}.npy`);

/** Powers of two up to 512, then thousands, then ten thousands: as many in a decade as can be looked at. */
export const isSnapshotEpoch = (epoch: number): boolean =>
  epoch <= 512
    ? epoch >= 8 && Number.isInteger(Math.log2(epoch))
    : epoch % (epoch <= 10_000 ? 1000 : 10 ** Math.floor(Math.log10(epoch - 1))) === 0;

/** `rows.json`: whose latents the arrays hold. */
interface KeptRows {
  /** None where rows have no label. */
  readonly classes: readonly string[];
  readonly heldOut: SplitName;
  /** Class of each row; -1 where unknown. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export class SnapshotTaker {
  readonly #experiment: Experiment;
  readonly #run: RunFolder;
  readonly #isOn: boolean;
  readonly #heldOut: SplitName;
  #program: ForwardProgram | undefined;

  constructor(run: RunFolder, experiment: Experiment) {
    const { model, split, config } = experiment;
    const { latentSnapshots } = config.evaluation;
    this.#run = run;
    this.#experiment = experiment;
    const tellsClasses = model.label !== undefined && model.label.task !== 'regression';
    this.#isOn = latentSnapshots === 'always' || (latentSnapshots === 'auto' && tellsClasses);
    // Without held-out rows those of train stand on both sides.
    this.#heldOut = (['test', 'validation'] as const).find((name) => split[name].length > 0) ?? 'train';
  }

  readonly looksAt = (epoch: number): boolean => this.#isOn && isSnapshotEpoch(epoch);

  /** @param epoch - after which the model had these parameters */
  async write(parameters: NamedTensors, epoch: number): Promise<void> {
    if (!this.#isOn) return;
    const { model, dataset, engine } = this.#experiment;
    if (this.#program === undefined) {
      const { posterior } = buildGraph(model, 'mean');
      const outputs = { mean: posterior.mean, logVariance: posterior.logVariance };
      this.#program = await ForwardProgram.compile(outputs, rowSources(model, dataset), engine);
      mkdirSync(this.#run.file(FOLDER), { recursive: true });
      const { labels } = dataset;
      const classesOf = (side: Side) => Array.from(this.#rows(side), (row) => labels?.values[row] ?? -1);
      replaceJson(this.#run.file(ROWS), {
        classes: labels?.classes ?? [],
        heldOut: this.#heldOut,
        train: classesOf('train'),
        test: classesOf('heldOut'),
      } satisfies KeptRows);
    }
    for (const side of SPLITS) {
      const blocks = await this.#latents(parameters, side);
      for (const block of BLOCKS) {
        const shape = [this.#rows(side).length, model.sizes.latentCount];
        writeFileSync(this.#run.file(fileOf(epoch, side, block)), writeNpy(shape, blocks[block]));
      }
    }
  }

  #rows(side: Side): Int32Array {
    return spreadRows(this.#experiment.split[side === 'train' ? 'train' : this.#heldOut], ROWS_UP_TO);
  }

  /** The same draws at every epoch: what moves in an animation is the model. */
  async #latents(parameters: NamedTensors, side: Side): Promise<Record<Block, Float32Array>> {
    const { model, random } = this.#experiment;
    const { masking } = model;
    const { latentCount, featureCount } = model.sizes;
    const rows = this.#rows(side);
    const mean = new Float32Array(rows.length * latentCount);
    const sample = new Float32Array(mean.length);
    random.of(`latent snapshots of ${side}`).fillStandardNormal(sample);
    const batch = evaluationBatch(featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.subarray(first, first + batch);
      const rowInputs = masking === undefined ? {} : maskFeed(usualMask(masking), some.length);
      const values = await this.#program!.run({ parameters, rows: some, rowInputs });
      mean.set(values.mean!.data, first * latentCount);
      values.logVariance!.data.forEach((logVariance, i) => {
        const at = first * latentCount + i;
        sample[at] = mean[at]! + Math.exp(logVariance / 2) * sample[at]!;
      });
    }
    return { mean, sample };
  }

  async release(): Promise<void> {
    await this.#program?.release();
  }
}

/** What the run has, in the order of training; undefined where it has none. */
export function readSnapshots(run: RunFolder): LatentSnapshots | undefined {
  if (!existsSync(run.file(ROWS))) return undefined;
  const { classes, heldOut, train, test } = readJson(run.file(ROWS)) as KeptRows;
  const epochs = readdirSync(run.file(FOLDER))
    .flatMap((name) => FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const block = (epoch: number, side: Side, kind: Block) => {
    const file = run.file(fileOf(epoch, side, kind));
    const array = readNpy(readFileSync(file), file);
    return { latentCount: array.shape[1]!, data: array.data as Float32Array };
  };
  return {
    classes,
    heldOut,
    snapshots: epochs.map((epoch) => {
      const of = (side: Side, members: readonly number[]) => {
        const { latentCount, data } = block(epoch, side, 'mean');
        return { latentCount, mean: data, sample: block(epoch, side, 'sample').data, classes: members };
      };
      return { epoch, train: of('train', train), test: of('heldOut', test) };
    }),
  };
}
