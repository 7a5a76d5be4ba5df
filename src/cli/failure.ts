/** How a command says that it failed: one line for a person's mistake, a file with the details for ours. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CommanderError } from 'commander';
import { ConfigError, type ElboError } from '../base/errors.ts';
import type { Output } from './output.ts';

/** What is known of an error, wherever it was made: a worker thread hands over its own. */
interface Failure {
  readonly message: string;
  readonly where?: string;
  readonly exitCode?: number;
  readonly stack?: string;
  readonly code?: string;
}

/** Prints an error. @returns the exit code to end with */
export function reportFailure(thrown: unknown, output: Output): number {
  const error: Failure = thrown instanceof Error ? thrown : { message: String(thrown) };
  const known = error.exitCode !== undefined;
  const { message, where } = known ? error : { message: unexpected(error), where: 'elbo' };
  const exitCode = error.exitCode ?? 1;
  output.answer({ error: { message, where, exitCode } });
  if (!output.isJson) output.warn(message);
  return exitCode;
}

/** A command line that was not understood. @param command - such as `elbo train` */
export function usageError({ message, code }: CommanderError, command: string): ElboError {
  const help = `See ${command} --help`;
  if (code === 'commander.help') return new ConfigError(command, 'a command is missing', { advice: help });
  const [problem = '', suggestion] = message.replace(/^error: /, '').split('\n');
  const advice = suggestion === undefined ? help : `${suggestion.replace(/^\(|\)$/g, '')} ${help}`;
  return new ConfigError(command, problem, { advice });
}

function unexpected(error: Failure): string {
  const line = error.message.split('\n')[0]!;
  const file = path.join(os.tmpdir(), `elbo-error-${process.pid}-${Date.now()}.txt`);
  try {
    writeFileSync(file, `${error.stack ?? error.message}\n`);
  } catch {
    return `elbo: something went wrong that should not: ${line}. Please report it.`;
  }
  return `elbo: something went wrong that should not: ${line}. Please report it; details are in ${file}`;
}
