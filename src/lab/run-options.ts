/** What a run is given, and what it says while it goes on and at its end. */
import type { LoadContext } from '../data/find-file.ts';
import type { Finding } from '../diagnose/finding.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { EpochRecord } from '../store/run-record.ts';

/** What is told while an experiment runs. */
export type ExperimentEvent =
  | {
      readonly kind: 'prepared';
      readonly rows: number;
      readonly parameters: number;
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'run'; readonly path: string; readonly notices: readonly string[] }
  | { readonly kind: 'steps'; readonly step: number; readonly loss: number }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'evaluating' };

export interface RunOptions {
  /** The folder of runs, made when absent. */
  readonly runs: string;
  /** The config's text as given, kept beside the resolved one. */
  readonly configText: string;
  readonly context: LoadContext;
  readonly onEvent?: (event: ExperimentEvent) => void;
  /** The exit code to stop with, once a stop is wanted (130, 143 or 75); 0 while not. Asked between chunks of steps. */
  readonly stopCode?: () => number;
}

export interface RunOutcome {
  readonly run: RunFolder;
  readonly status: 'finished' | 'interrupted';
  /** 0, or the code that was asked for. */
  readonly exitCode: number;
}
