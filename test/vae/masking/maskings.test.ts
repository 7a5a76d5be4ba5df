import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random.ts';
import { build, resolveChoice } from '../../../src/base/variant.ts';
import type { Modality } from '../../../src/data/dataset.ts';
import { maskings } from '../../../src/vae/masking/index.ts';
import { DUMMY, HIDDEN, type Masking, type MaskPlan, SEEN } from '../../../src/vae/masking/masking.ts';
import { messageOf } from '../../message-of.ts';

const modalities: Modality[] = [
  { name: 'dnam', start: 0, count: 6 },
  { name: 'k9', start: 6, count: 6 },
  { name: 'expression', start: 12, count: 1 },
];

const planOf = (choice: unknown, of: readonly Modality[] = modalities): MaskPlan =>
  build<Masking | undefined>(maskings, resolveChoice(maskings, choice, 'config.masking'))!.plan(of);

const widthOf = ({ per }: MaskPlan): number => (per === 'modality' ? 3 : 13);

function drawn(plan: MaskPlan, rowCount: number, step = 0): number[][] {
  const width = widthOf(plan);
  const codes = new Uint8Array(rowCount * width);
  plan.draw(codes, rowCount, new RandomStreams(3).of('mask', step));
  return Array.from({ length: rowCount }, (_, row) => [...codes.subarray(row * width, (row + 1) * width)]);
}

const choices: [string, unknown][] = [
  ['fixed-modality', { kind: 'fixed-modality', modality: ['k9', 'expression'] }],
  ['all-pairs', { kind: 'all-pairs', primary: 'dnam', dummy: 'k9' }],
  ['random-modality', 'random-modality'],
  ['random-modality, per row', { kind: 'random-modality', per: 'row' }],
  ['random-subset', 'random-subset'],
  ['random-subset, per batch', { kind: 'random-subset', per: 'batch' }],
  ['within-modality', { kind: 'within-modality', fraction: 0.3 }],
  ['within-modality, runs', { kind: 'within-modality', fraction: 0.3, pattern: 'runs' }],
  ['within-modality, most hidden', { kind: 'within-modality', fraction: 0.7, modality: 'k9' }],
];

describe.each(choices)('%s', (_, choice) => {
  const plan = planOf(choice);

  test('gives a step the same masks every time, and never hides everything', () => {
    expect(drawn(plan, 20)).toEqual(drawn(plan, 20));
    if (plan.per === 'modality')
      for (const row of drawn(plan, 200)) expect(row.some((code) => code === SEEN)).toBe(true);
  });

  test('hides every entry that may be hidden equally often over the cases of an evaluation', () => {
    const times = new Array<number>(widthOf(plan)).fill(0);
    for (const codes of plan.cases) for (const [at, code] of codes.entries()) if (code !== SEEN) times[at]! += 1;
    const hidden = times.filter((count) => count > 0);
    expect(hidden.length).toBeGreaterThan(0);
    expect(new Set(hidden).size).toBe(1);
    // A draw hides nothing that no case hides.
    for (const row of drawn(plan, 100))
      for (const [at, code] of row.entries()) if (code) expect(times[at]).toBeGreaterThan(0);
  });
});

test('a random modality is one for a batch, each as likely; per row, rows differ', () => {
  const plan = planOf('random-modality');
  const counts = [0, 0, 0];
  for (let step = 0; step < 3000; step++) {
    const [first, ...others] = drawn(plan, 3, step);
    expect(others).toEqual([first, first]);
    counts[first!.indexOf(HIDDEN)]! += 1;
  }
  // 1000 expected, deviation 26.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  expect(new Set(drawn(planOf({ kind: 'random-modality', per: 'row' }), 30).map(String)).size).toBe(3);
});

test('a pair has a hidden primary and a dummy; the rest is seen', () => {
  const plan = planOf({ kind: 'all-pairs', primary: 'k9', dummy: 'dnam' });
  expect(drawn(plan, 2)).toEqual([
    [DUMMY, HIDDEN, SEEN],
    [DUMMY, HIDDEN, SEEN],
  ]);
  expect(plan.hides).toEqual(['k9']);
});

test('a run hides neighbours, over the end and on from the start; a share hides so many columns on average', () => {
  for (const row of drawn(planOf({ kind: 'within-modality', modality: 'dnam', fraction: 0.5, pattern: 'runs' }), 50)) {
    const own = row.slice(0, 6);
    expect(own.filter((code) => code === HIDDEN)).toHaveLength(3);
    const starts = own.filter((code, at) => code === HIDDEN && own[(at + 5) % 6] === SEEN);
    expect(starts).toHaveLength(1);
    expect(row.slice(6)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  }
  const share = drawn(planOf({ kind: 'within-modality', fraction: 0.3 }), 2000).flat();
  expect(Math.abs(share.reduce((a, b) => a + b) / share.length - 0.3)).toBeLessThan(0.012);
});

describe('refused:', () => {
  const cases: [string, unknown, readonly Modality[], string][] = [
    [
      'a modality that is not there',
      { kind: 'fixed-modality', modality: 'k8' },
      modalities,
      'config.masking.modality: "k8" is not a modality of this dataset. Expected one of: dnam, k9, expression. Did you mean "k9"?',
    ],
    [
      'the primary as dummy',
      { kind: 'all-pairs', primary: 'k9', dummy: 'k9' },
      modalities,
      'config.masking.dummy: "k9" is the primary modality as well. Expected one of: dnam, expression',
    ],
    [
      'an only modality hidden',
      { kind: 'fixed-modality', modality: 'dnam' },
      modalities.slice(0, 1),
      'config.masking.modality: "dnam" is the only modality, and hiding it leaves nothing to see. Name modalities under data.modalities, hide fewer of them, or mask entries with kind: within-modality',
    ],
    [
      'all hidden',
      { kind: 'fixed-modality', modality: ['dnam', 'k9', 'expression'] },
      modalities,
      'config.masking.modality: all 3 modalities would be hidden, which leaves nothing to see. Name modalities under data.modalities, hide fewer of them, or mask entries with kind: within-modality',
    ],
    [
      'a share of nothing, trained on',
      { kind: 'within-modality', fraction: 0 },
      modalities,
      'config.masking.fraction: a share of 0 hides nothing, and trains: hidden trains on it. Expected a number above 0 and below 1, or trains: all',
    ],
  ];
  test.each(cases)('%s', async (_, choice, of, message) => {
    expect(await messageOf(() => planOf(choice, of))).toContain(message);
  });
});
