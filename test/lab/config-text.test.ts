import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/base/errors.ts';
import { applyOverrides, parseConfigText } from '../../src/lab/config-text.ts';
import { messageOf } from '../message-of.ts';

const parsed = (text: string) => parseConfigText(text, 'run.yaml');

describe('a config file', () => {
  test('is YAML 1.2: texts, numbers and booleans as it types them', async () => {
    expect(await parsed('a: no\nb: 1e-3\nc: 0o17\nd: true\ne: [1, two]\nf: {g: 012}\nh: ~')).toEqual({
      a: 'no',
      b: 0.001,
      c: 15,
      d: true,
      e: [1, 'two'],
      f: { g: 12 },
      h: null,
    });
  });

  test('may be JSON, or empty', async () => {
    expect(await parsed('{"seed": 3, "data": {"source": "a.csv"}}')).toEqual({ seed: 3, data: { source: 'a.csv' } });
    expect(await parsed('')).toEqual({});
    expect(await parsed('# nothing yet\n')).toEqual({});
  });

  test('may repeat a part by an alias', async () => {
    expect(await parsed('a: &x [1, 2]\nb: *x')).toEqual({ a: [1, 2], b: [1, 2] });
  });

  test.each([
    ['seed: 1\nseed: 2', 'run.yaml: this is not YAML: Map keys must be unique at line 2, column 1.'],
    [
      'a: [1',
      'run.yaml: this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 6.',
    ],
    ['- 1\n- 2', 'run.yaml: the file holds [1,2]. Expected keys and values, such as "seed: 42".'],
    ['42', 'run.yaml: the file holds 42. Expected keys and values, such as "seed: 42".'],
  ])('%j is refused', async (text, message) => {
    expect(await messageOf(() => parsed(text))).toBe(message);
  });

  test('that is too long is refused by its length', async () => {
    expect(await messageOf(() => parsed(`# ${'x'.repeat(1_000_000)}`))).toBe(
      'run.yaml: the file has 1000002 characters. Expected at most 1000000.',
    );
  });

  test('with aliases of aliases that grow without bound is refused', async () => {
    const laughs = ['a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]'];
    for (let i = 1; i < 10; i++) laughs.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`)}]`);
    const started = process.memoryUsage().rss;
    expect(await messageOf(() => parsed(laughs.join('\n')))).toBe(
      'run.yaml: this is not YAML: Excessive alias count indicates a resource exhaustion attack.',
    );
    expect(process.memoryUsage().rss - started).toBeLessThan(200e6);
  });

  test('nested without end is refused, not a crash', async () => {
    await expect(parsed(`a: ${'['.repeat(20_000)}`)).rejects.toThrow(ConfigError);
    await expect(parsed(`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)).rejects.toThrow(ConfigError);
  });

  test('changes no prototype', async () => {
    await parsed('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}').catch(() => {});
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('of any text is a map or a ConfigError', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]:,-&*!|>#"\' \nab1~') })),
        async (text) => {
          try {
            expect(typeof (await parsed(text))).toBe('object');
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('overrides', () => {
  const config = { seed: 1, objective: 'beta', training: { epochs: 10, optimizer: { kind: 'adam' } } };
  const changed = (...overrides: string[]) => applyOverrides(config, overrides);

  test('set, add and remove, in order, and leave the config as it was', async () => {
    const before = structuredClone(config);
    expect(await changed('training.epochs=3', '+training.logSteps=true', '~seed', 'name=a b')).toEqual({
      objective: 'beta',
      name: 'a b',
      training: { epochs: 3, logSteps: true, optimizer: { kind: 'adam' } },
    });
    expect(await changed('seed=2', 'seed=3')).toMatchObject({ seed: 3 });
    expect(config).toEqual(before);
  });

  test('hold YAML values', async () => {
    expect(await changed('a=1e-3', 'b=[1, 2]', 'c={kind: x, n: 2}', 'd=', 'e="7"', 'f=x=y')).toMatchObject({
      a: 0.001,
      b: [1, 2],
      c: { kind: 'x', n: 2 },
      d: null,
      e: '7',
      f: 'x=y',
    });
  });

  test('reach the options of a variant that is a name alone', async () => {
    expect(await changed('objective.beta=4')).toMatchObject({ objective: { kind: 'beta', beta: 4 } });
  });

  test('make the maps they need', async () => {
    expect(await changed('data.split.train=0.5')).toMatchObject({ data: { split: { train: 0.5 } } });
  });

  test.each([
    ['epochs', 'override "epochs": it cannot be read. Expected key.path=value, +key.path=value or ~key.path.'],
    ['=3', 'override "=3": it cannot be read. Expected key.path=value, +key.path=value or ~key.path.'],
    ['a b=3', 'override "a b=3": it cannot be read. Expected key.path=value, +key.path=value or ~key.path.'],
    [
      '~training.epoch',
      'override "~training.epoch": "training.epoch" is not set. Expected one of: epochs, optimizer. Did you mean "epochs"?',
    ],
    ['seed.low=3', 'override "seed.low=3": "seed" is 1 and has no keys.'],
    ['a=[1', 'override "a=[1": "[1" is not a YAML value.'],
    ['__proto__.x=1', 'override "__proto__.x=1": the key is not allowed.'],
    ['a.constructor.prototype.x=1', 'override "a.constructor.prototype.x=1": the key is not allowed.'],
  ])('%s is refused', async (override, message) => {
    expect(await messageOf(() => changed(override))).toBe(message);
  });
});
