import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { elbo, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const shells = ['bash', 'zsh', 'fish'];

beforeAll(async () => {
  for (const shell of shells) {
    const { code, stdout, stderr } = await elbo(['completion', shell], folder);
    expect(code, stderr).toBe(0);
    writeFileSync(path.join(folder, `elbo.${shell}`), stdout);
  }
});

function hasShell(name: string): boolean {
  const found = spawnSync(name, ['-c', 'exit 0']).status === 0;
  if (!found) console.log(`skipped: there is no ${name} here`);
  return found;
}
const run = (shell: string, words: readonly string[]) =>
  execFileSync(shell, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder, TERM: 'xterm' } });

/** What bash offers for the last of these words. */
const inBash = (...words: string[]): string[] =>
  run('bash', [
    '-c',
    'source elbo.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _elbo; IFS=,; echo "$' + '{COMPREPLY[*]}"',
    'bash',
    ...words,
  ])
    .trim()
    .split(',');

describe.skipIf(!hasShell('bash'))('bash', () => {
  test('completes commands, also those inside another', () => {
    expect(inBash('elbo', 'ex')).toEqual(['export']);
    expect(inBash('elbo', '')).toEqual(expect.arrayContaining(['train', 'encode', 'runs', '--version']));
    expect(inBash('elbo', 'runs', 'arch')).toEqual(['archive']);
    expect(inBash('elbo', 'runs', 'list', '--t')).toEqual(['--tag', '--trash']);
  });

  test('completes recipes and the values of options', () => {
    expect(inBash('elbo', 'train', 'wdbc/p')).toContain('wdbc/probabilistic-pca');
    expect(inBash('elbo', 'recipes', 'show', 'fir')).toEqual(['first-run']);
    expect(inBash('elbo', 'export', 'r', '--format', 't')).toEqual(['tensorboard']);
    expect(inBash('elbo', 'encode', 'r', '--what', '')).toEqual(['mean', 'log-variance', 'sample']);
    expect(inBash('elbo', 'train', '--fail-on', 'w')).toEqual(['warning']);
    expect(inBash('elbo', 'completion', 'z')).toEqual(['zsh']);
  });

  test('leaves to the shell what may be a file', () => {
    expect(inBash('elbo', 'encode', 'r', '-o', '')).toEqual(['']);
    expect(inBash('elbo', 'evaluate', 'runs/')).toEqual(['']);
    expect(run('bash', ['-c', 'source elbo.bash; complete -p elbo'])).toBe(
      'complete -o bashdefault -o default -F _elbo elbo\n',
    );
  });
});

/** Types a line and a tab into a zsh that runs in a terminal of its own, and prints what the line became. */
const ZSH = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "bindkey -e; autoload -Uz compinit; compinit -u -D; source elbo.zsh; print LOADED"
local out= line=
while zpty -r z line; do out+=$line; [[ $out == *$'\\n'LOADED* ]] && break; done
zpty -w -n z "$1"$'\\t'
sleep 0.3
zpty -w -n z $'\\001print -r -- "<<\\005>>"\\r'
out=
repeat 400; do
  if zpty -rt z line; then out+=$line; else sleep 0.05; fi
  [[ $out == *$'\\n<<'*'>>'* ]] && break
done
print -r -- $out
`;

describe.skipIf(!hasShell('zsh'))('zsh', () => {
  test.each([
    ['elbo exp', 'elbo export'],
    ['elbo runs arch', 'elbo runs archive'],
    ['elbo export r --format tens', 'elbo export r --format tensorboard'],
    ['elbo recipes show fir', 'elbo recipes show first-run'],
  ])('completes %s', (typed, completed) => {
    writeFileSync(path.join(folder, 'type.zsh'), ZSH);
    const [, line] = /\n<<(.*?)>>/.exec(run('zsh', ['-f', 'type.zsh', typed]).replaceAll('\r', ''))!;
    expect(line!.trimEnd()).toBe(completed);
  });
});

describe.skipIf(!hasShell('fish'))('fish', () => {
  const inFish = (line: string): string[] =>
    run('fish', ['-c', `source elbo.fish; complete -C '${line}'`])
      .trim()
      .split('\n')
      .map((each) => each.split('\t')[0]!);

  test('completes commands, recipes and the values of options', () => {
    expect(inFish('elbo exp')).toEqual(['export']);
    expect(inFish('elbo runs arch')).toEqual(['archive']);
    expect(inFish('elbo runs list --t')).toEqual(expect.arrayContaining(['--tag', '--trash']));
    expect(inFish('elbo train wdbc/p')).toContain('wdbc/probabilistic-pca');
    expect(inFish('elbo export r --format t')).toEqual(expect.arrayContaining(['tensorboard']));
    expect(inFish('elbo encode r --what m')).toContain('mean');
  });
});

test('another shell is refused', async () => {
  expect(await elbo(['completion', 'fisch'], folder)).toMatchObject({
    code: 2,
    stderr: 'elbo completion: "fisch" is not known. Expected one of: bash, zsh, fish. Did you mean "fish"?\n',
  });
});
