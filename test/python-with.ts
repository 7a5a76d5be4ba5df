import { execFileSync } from 'node:child_process';

/** A Python interpreter with these modules: another program that must open our files. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  for (const python of [process.env.ELBO_PEERS_PYTHON, 'python3']) {
    if (python === undefined) continue;
    try {
      execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
      return python;
    } catch {
      // Not there, or without a module.
    }
  }
  console.log(`skipped: no Python with ${modules.join(' and ')} (set ELBO_PEERS_PYTHON)`);
  return undefined;
}

/** Runs a script that prints one JSON document. @param words - what it finds in `sys.argv[1:]` */
export const askPython = <T>(python: string, script: string, words: readonly string[], cwd: string): T =>
  JSON.parse(
    execFileSync(python, ['-c', script, ...words], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  ) as T;
