/**
 * `docs/tutorial.md` with the outputs of its commands in place: a block of commands is followed by what it prints.
 * `npx tsx test/docs/tutorial-page.ts` writes the page anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const TUTORIAL = 'docs/tutorial.md';
/** Commands, and the print-out behind them, where there is one. */
const COMMANDS = /^```sh\n(.*?)^```\n(?:\n```\n.*?^```\n)?/gms;
const BETWEEN = '--- next block ---';

/** Runs all commands in one shell and one empty folder. */
export function tutorialPage(): string {
  const page = readFileSync(TUTORIAL, 'utf8');
  const outputs = printed([...page.matchAll(COMMANDS)].map(([, commands]) => commands!));
  let next = 0;
  return page.replace(COMMANDS, (_, commands: string) => {
    const output = outputs[next++]!;
    return `\`\`\`sh\n${commands}\`\`\`\n${output === '' ? '' : `\n\`\`\`\n${output}\n\`\`\`\n`}`;
  });
}

function printed(blocks: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-tutorial-'));
  const main = path.resolve('dist/cli/main.js');
  const script = [
    `npx() { shift; "${process.execPath}" "${main}" "$@"; }`,
    ...blocks.map((block) => `${block}echo '${BETWEEN}'`),
  ].join('\n');
  const { status, stdout, stderr } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`a command of ${TUTORIAL} ended with ${status}: ${stderr.slice(-600)}`);
  return stdout.split(`${BETWEEN}\n`).map((text) => text.trimEnd());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TUTORIAL, tutorialPage());
