/** What a run ran on: kept in `env.json`, and compared when it is resumed. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { runtimeVersion } from '../engine/session.ts';

export interface Environment {
  readonly elbo: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly threads: number;
  readonly platform: string;
  readonly processor: string;
}

export const elboVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

export async function environment(threads: number): Promise<Environment> {
  return {
    elbo: elboVersion(),
    node: process.versions.node,
    onnxruntime: await runtimeVersion(),
    threads,
    platform: `${process.platform}-${process.arch}`,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
  };
}
