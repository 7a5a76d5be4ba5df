/**
 * Elbo as a library: everything the command does, and the pieces it is made of.
 *
 * @example
 * const config = resolveConfig({ data: { source: { simulated: { rows: 500, columns: 50 } } } });
 * const { run } = await runExperiment(config, { runs: 'runs', configText: '', context: { baseFolder: '.' } });
 * console.log(readFindings(run));
 */

// lab: config to run, config to study

export { auditTable } from './lab/audit-table.ts';
export { type Check, checkExperiment } from './lab/check.ts';
export { type ClassifiedRows, classifyRows } from './lab/classify-rows.ts';
export { compareRuns } from './lab/compare-runs.ts';
export { applyOverrides, parseConfigText } from './lab/config-text.ts';
export { type EvaluatedRun, evaluateRun } from './lab/evaluate-run.ts';
export { type Experiment, prepareExperiment } from './lab/experiment.ts';
export { type ExperimentConfig, experimentOptions, resolveConfig } from './lab/experiment-config.ts';
export {
  EXPORT_FORMATS,
  type ExportedRun,
  type ExportFormat,
  exportOnnx,
  exportRun,
  modelParameters,
} from './lab/export-run.ts';
export { type Metrics, runBaselines, runMetrics } from './lab/metrics.ts';
export { toOwnUnits } from './lab/own-units.ts';
export {
  type RelevanceOptions,
  type RelevanceSummary,
  runRelevance,
  writeRelevanceOptions,
} from './lab/relevance.ts';
export { type ResumeOptions, resumeExperiment } from './lab/resume-experiment.ts';
export { runExperiment } from './lab/run-experiment.ts';
export { diagnoseRun, type RunSummary, readFindings, readSummary, reportInput } from './lab/run-files.ts';
export { runInWorker, StopFlag, type WorkerOutcome } from './lab/run-in-worker.ts';
export type { ExperimentEvent, RunOptions, RunOutcome } from './lab/run-options.ts';
export { runStudy, type StudySummary, summarizeStudy } from './lab/run-study.ts';
export { sampleRows } from './lab/sample-rows.ts';
export { saveTable } from './lab/save-table.ts';
export {
  type ChosenRows,
  openTrainedModel,
  openTrainedRun,
  openWithRows,
  type RowChoice,
  type TrainedRun,
} from './lab/trained-run.ts';
export { decodeLatents, ENCODINGS, type Encoding, encodeRows, reconstructRows } from './lab/use-model.ts';
export { OBSM_KEY, writeObsm } from './lab/write-obsm.ts';
export type { NumberTable } from './lab/write-table.ts';

// report: a finished run in words, tables and figures

export { formatFindings } from './report/findings.ts';
export { labNotebook, type NotebookEntry } from './report/notebook.ts';
export { writeReport } from './report/write-report.ts';

// train, diagnose: moves parameters; looks at a finished model

export type { RowAudit, TableAudit, TestSetAudit } from './diagnose/audit/audit.ts';
export type { Baselines, Evaluation, SplitEvaluation } from './diagnose/evaluation.ts';
export type { Finding, Verdict } from './diagnose/finding.ts';
export { diagnose } from './diagnose/index.ts';
export { train } from './train/train.ts';
export type { TrainingEvent, TrainingJob, TrainingResult } from './train/training-job.ts';

// vae: the tables an experiment chooses from

export { architectures } from './vae/architecture/index.ts';
export type { ModelDescription } from './vae/description.ts';
export { likelihoods } from './vae/likelihood/index.ts';
export { maskings } from './vae/masking/index.ts';
export { createModel, type Model } from './vae/model.ts';
export { objectives } from './vae/objective/index.ts';
export { priors } from './vae/prior/index.ts';
export { strategies } from './vae/strategy/strategy.ts';

// data, store: rows in, runs out

export { dataOptions } from './data/data-options.ts';
export type { Dataset, Modality, Split, SplitName } from './data/dataset.ts';
export { describeDataset } from './data/describe.ts';
export { loadDataset } from './data/load.ts';
export { makeSplit } from './data/split.ts';
export { readCheckpoint, readNewestCheckpoint } from './store/checkpoint.ts';
export { listRuns, openRun, type RunFolder } from './store/run-folder.ts';
export { changeMarks, type RunMarks, readMarks } from './store/run-marks.ts';
export type { EpochRecord, RunStatus, TermAverages } from './store/run-record.ts';
export { createStudy, openStudy, type StudyFolder } from './store/study-folder.ts';
export { emptyTrash, listTrash, moveToTrash, purge, restoreFromTrash } from './store/trash.ts';

// tensor, base: numbers at rest, errors, random streams

export {
  ConfigError,
  DataError,
  ElboError,
  LimitError,
  ResumeError,
  TrainingError,
} from './base/errors.ts';
export { RandomStreams } from './base/random.ts';
export { readNpy, writeNpy } from './tensor/npy.ts';
export { readSafetensors, writeSafetensors } from './tensor/safetensors.ts';
