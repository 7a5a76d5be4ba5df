import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { isAlive, thisProcess } from '../../src/store/process-identity.ts';

test('this process lives', () => {
  expect(isAlive(thisProcess())).toBe(true);
  expect(isAlive(JSON.parse(JSON.stringify(thisProcess())))).toBe(true);
});

test('of another machine nothing is known', () => {
  expect(isAlive({ ...thisProcess(), host: 'elsewhere' })).toBeUndefined();
  expect(isAlive({ ...thisProcess(), numbering: 'boot before' })).toBeUndefined();
});

test.runIf(process.platform === 'linux')('a later process with the same number is another one', () => {
  expect(isAlive({ ...thisProcess(), processStart: '1' })).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'a process that ended counts as dead before its parent has collected it',
  async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $(cut -d" " -f22 /proc/$!/stat) $!; exec sleep 10']);
    const [processStart, pid] = await new Promise<string[]>((told) =>
      parent.stdout.once('data', (text: Buffer) => told(text.toString().trim().split(' '))),
    );
    const child = { ...thisProcess(), pid: Number(pid), processStart: processStart! };
    expect(isAlive(child)).toBe(true);
    await new Promise((waited) => setTimeout(waited, 600));
    expect(() => process.kill(child.pid, 0)).not.toThrow();
    expect(isAlive(child)).toBe(false);
    parent.kill();
  },
);
