/**
 * Rows decoded from a fixed set of draws of the prior while a model trains: at epochs 1, 2, 5, 10, 20, 50 and so on.
 * The draws have a stream of their own and the parameters are only read, so training computes the same bits.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRows } from '../data/dataset.ts';
import { reviewRows } from '../diagnose/row-review.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import { rasterPng } from '../figures/raster.ts';
import { type PriorSamples, priorSamplePicture } from '../report/prior-sample-figures.ts';
import { type RowFrame, rowPalette } from '../report/row-pictures.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { readNpy, writeNpy } from '../tensor/npy.ts';
import type { Model } from '../vae/model.ts';
import { buildDecoder } from '../vae/model-graph.ts';
import { spreadRows } from '../vae/term-evaluator.ts';
import type { Experiment } from './experiment.ts';
import { toOwnUnits } from './own-units.ts';
import { imageShapeOf } from './review-rows.ts';
import { predictions } from './use-model.ts';

const DRAWS = 12;
/** Decoding a row costs about this share of a step on it; all samples together may cost so much of the steps done. */
const DECODING_SHARE = 1 / 3;
const MOST_SHARE = 0.03;
/** Train rows that say how values are coloured. */
const FRAME_ROWS = 200;
const FRAME_VALUES = 1e6;

const FOLDER = 'evaluation';
const FILE = /^prior-samples\.(?:epoch-(\d+)|finished)\.npy$/;
/** The finished model comes last where names are sorted. */
const fileOf = (epoch: number | undefined): string =>
  `prior-samples.${epoch === undefined ? 'finished' : `epoch-${String(epoch).padStart(6, '0')}`}.npy`;

/** 1, 2 or 5 times a power of ten. */
const isRound = (epoch: number): boolean => /^[125]0*$/.test(String(epoch));

/**
 * Whether an epoch's end is worth looking at: by count of rows and not by the clock, so that a run that is repeated or
 * resumed looks at the same epochs.
 */
export function samplesAt(epoch: number, trainRowCount: number): boolean {
  if (!isRound(epoch)) return false;
  let soFar = 0;
  for (let power = 1; power <= epoch; power *= 10)
    soFar += [1, 2, 5].filter((factor) => factor * power <= epoch).length;
  return DRAWS * soFar * DECODING_SHARE <= MOST_SHARE * epoch * trainRowCount;
}

/** A plain autoencoder has no prior to draw from, and a model without a decoder makes no rows. */
const hasSamples = ({ objective, architecture }: Model): boolean =>
  objective.latent === 'sampled' && architecture.decode !== undefined;

/** Decodes the draws of one run, again and again. */
export class PriorSampler {
  readonly #experiment: Experiment;
  readonly #run: RunFolder;
  readonly #latent: Float32Array;
  #frame: RowFrame | undefined;
  #program: ForwardProgram | undefined;

  constructor(run: RunFolder, experiment: Experiment) {
    this.#run = run;
    this.#experiment = experiment;
    this.#latent = new Float32Array(DRAWS * experiment.model.sizes.latentCount);
    experiment.random.of('prior samples while training').fillStandardNormal(this.#latent);
  }

  readonly looksAt = (epoch: number): boolean =>
    hasSamples(this.#experiment.model) && samplesAt(epoch, this.#experiment.split.train.length);

  /** @param epoch - absent: the finished model */
  async write(parameters: NamedTensors, epoch?: number): Promise<void> {
    const { model, preprocessing, engine } = this.#experiment;
    if (!hasSamples(model)) return;
    this.#program ??= await ForwardProgram.compile(
      { rows: predictions(model, buildDecoder(model).outputs) },
      {},
      engine,
    );
    const { rows } = await this.#program.run({ parameters, rowInputs: { latent: this.#latent } });
    const values = Float32Array.from(rows!.data);
    toOwnUnits(values, preprocessing);
    mkdirSync(this.#run.file(FOLDER), { recursive: true });
    const npy = writeNpy([DRAWS, model.sizes.featureCount], values);
    writeFileSync(this.#run.file(path.join(FOLDER, fileOf(epoch))), npy);
    if (epoch !== undefined) this.#draw(values, epoch);
  }

  /** Seen at once, while the report is still to come. */
  #draw(values: Float32Array, epoch: number): void {
    this.#frame ??= frameOf(this.#experiment);
    const picture = priorSamplePicture(this.#frame, this.#experiment.model.modalities, values);
    mkdirSync(this.#run.file('figures'), { recursive: true });
    writeFileSync(
      this.#run.file(path.join('figures', `prior-samples-epoch-${epoch}.png`)),
      rasterPng(picture, rowPalette(this.#frame)),
    );
  }

  async release(): Promise<void> {
    await this.#program?.release();
  }
}

/** How rows are coloured, from some that train. */
function frameOf({ dataset, split, preprocessing, model }: Experiment): RowFrame {
  const { featureCount, modalities, columns } = dataset;
  const rows = spreadRows(split.train, Math.max(10, Math.min(FRAME_ROWS, Math.floor(FRAME_VALUES / featureCount))));
  const truth = readRows(dataset, rows);
  toOwnUnits(truth, preprocessing);
  return reviewRows({
    modalities,
    featureCount,
    rows,
    truth,
    predicted: truth,
    reconstruction: new Float32Array(rows.length),
    bernoulli: modalities.map(({ name }) => name).filter((name) => model.likelihoods[name]!.kind === 'bernoulli'),
    columns,
    ...imageShapeOf(dataset),
  });
}

/** What the run has, in the order of training, the finished model last. */
export function readPriorSamples(run: RunFolder): PriorSamples[] {
  if (!existsSync(run.file(FOLDER))) return [];
  return readdirSync(run.file(FOLDER))
    .filter((name) => FILE.test(name))
    .sort()
    .map((name) => {
      const file = run.file(path.join(FOLDER, name));
      const rows = Float32Array.from(readNpy(readFileSync(file), file).data as Float32Array);
      const epoch = FILE.exec(name)?.[1];
      return { ...(epoch === undefined ? {} : { epoch: Number(epoch) }), rows };
    });
}
