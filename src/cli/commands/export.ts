/** `elbo export`: a trained model as files that other programs read. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { exportOnnx, modelParameters } from '../../lab/export-run.ts';
import { explainingFailure } from '../../store/files.ts';
import { openRun } from '../../store/run-folder.ts';
import type { Output } from '../output.ts';

const FORMATS = ['onnx', 'safetensors'] as const;

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a finished run; its data are not needed')
    .requiredOption('--format <format>', `onnx: encoder.onnx and decoder.onnx; safetensors: all parameters`)
    .requiredOption('-o, --output <path>', 'a folder for onnx, a file for safetensors')
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, { format, output: target }: { format: string; output: string }) => {
      const run = openRun(path.normalize(folder));
      const known = FORMATS.find((name) => name === format);
      if (known === undefined)
        throw new ConfigError('--format', `"${format}" is not known`, { expected: FORMATS, given: format });
      const files =
        known === 'onnx' ? writeOnnx(target, exportOnnx(run)) : await writeTensors(target, modelParameters(run));
      output.answer({ files });
      output.say(files.join('\n'));
    });
}

function writeOnnx(folder: string, parts: Readonly<Record<string, Uint8Array>>): string[] {
  return explainingFailure(folder, () => {
    mkdirSync(folder, { recursive: true });
    const files = Object.keys(parts).map((name) => path.join(folder, name));
    files.forEach(requireNew);
    for (const [name, bytes] of Object.entries(parts)) writeFileSync(path.join(folder, name), bytes);
    return files;
  });
}

async function writeTensors(file: string, tensors: ReturnType<typeof modelParameters>): Promise<string[]> {
  const { writeSafetensors } = await import('../../tensor/safetensors.ts');
  requireNew(file);
  explainingFailure(file, () => writeSafetensors(file, tensors));
  return [file];
}

function requireNew(file: string): void {
  if (existsSync(file)) throw new ConfigError(file, 'the file is there already', { advice: 'Choose another name' });
}
