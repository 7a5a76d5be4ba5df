import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { judgeDomain } from '../../src/diagnose/out-of-domain.ts';

/** Distances of normal points from their middle, moved out. */
function distances(count: number, purpose: string, shift = 0): Float64Array {
  const values = new Float64Array(count);
  new RandomStreams(1).of(purpose).fillStandardNormal(values);
  return values.map((value) => Math.abs(value + shift));
}
const own = distances(400, 'own');

test('rows of the same kind lie where the model was trained', () => {
  for (let i = 0; i < 20; i++) {
    const finding = judgeDomain('new.csv', [{ measure: 'full-gaussian', own, table: distances(300, `table ${i}`) }]);
    expect(finding).toMatchObject({ id: 'out-of-domain', verdict: 'good', advice: [] });
  }
  expect(judgeDomain('new.csv', [{ measure: 'full-gaussian', own, table: own }])!.title).toBe(
    'The 400 rows of new.csv lie where the model was trained.',
  );
});

test('a table of another kind is a problem, by the measures that see it', () => {
  const finding = judgeDomain('new.csv', [
    { measure: 'full-gaussian', own, table: own },
    { measure: 'reconstruction', own, table: distances(400, 'far', 6) },
  ])!;
  expect(finding.verdict).toBe('problem');
  expect(finding.title).toBe(
    "Of the 400 rows of new.csv, 100 % by reconstruction lie further out than 95 % of the run's own held-out rows.",
  );
  expect(finding.evidence).toMatchObject({ rowCount: 400, 'reconstruction.beyondShare': 1 });
  expect(finding.evidence['full-gaussian.beyondShare']).toBeCloseTo(0.05, 12);
  expect(finding.advice).toHaveLength(2);
});

test('some strange rows are a warning, few a note', () => {
  const mixed = (far: number) => [
    {
      measure: 'neighbour-distance',
      own,
      table: Float64Array.from([...own.subarray(far), ...distances(far, 'far', 6)]),
    },
  ];
  expect(judgeDomain('new.csv', mixed(120))!.verdict).toBe('warning');
  expect(judgeDomain('new.csv', mixed(40))!.verdict).toBe('note');
  expect(judgeDomain('new.csv', mixed(4))!.verdict).toBe('good');
});

test('without rows to compare with, nothing is said', () => {
  expect(judgeDomain('new.csv', [])).toBeUndefined();
  const few = [{ measure: 'full-gaussian', own: own.subarray(0, 19), table: own }];
  expect(judgeDomain('new.csv', few)).toBeUndefined();
  expect(judgeDomain('new.csv', [{ measure: 'full-gaussian', own, table: new Float64Array(0) }])).toBeUndefined();
});
