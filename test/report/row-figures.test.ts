import { expect, test } from 'vitest';
import { reviewRows } from '../../src/diagnose/row-review.ts';
import { reconstructionFigures, rowFigures, rowTable } from '../../src/report/row-figures.ts';
import { sampleInput } from './sample-input.ts';

const input = sampleInput();

/** A table of two real columns in place of the sample's bits. */
function tableInput() {
  const truth = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? i : 1000 * Math.sin(i)));
  const review = reviewRows({
    modalities: [{ name: 'data', start: 0, count: 2 }],
    featureCount: 2,
    rows: Array.from({ length: 20 }, (_, k) => k),
    truth,
    predicted: truth.map((value) => 0.8 * value),
    reconstruction: Array.from({ length: 20 }, (_, k) => k),
    bernoulli: [],
    columns: ['radius', 'area'],
  });
  const likelihoods = { data: { kind: 'gaussian', variance: 1 } } as const;
  return {
    ...input,
    rows: { split: 'test', splitRowCount: 20, ...review } as const,
    evaluation: { ...input.evaluation, likelihoods },
  };
}

test('predicted probabilities are drawn for zeros and for ones, beside the share of ones', () => {
  const { reconstructions } = reconstructionFigures(input);
  expect(reconstructions!.title).toBe('Reconstructions over the data, validation');
  expect(reconstructions!.subtitle).toEqual(['24 of 152 validation rows, decoded from their posterior means']);
  expect(JSON.stringify(reconstructions!.spec)).toContain('dashed: share of ones, 0.2956');
  const [filled, line] = [reconstructions!.data.filled0!, reconstructions!.data.line0!];
  const areaOf = (rows: typeof filled) =>
    rows.reduce((sum, { from, to, density }) => sum + (Number(to) - Number(from)) * Number(density), 0);
  expect(areaOf(filled)).toBeCloseTo(1, 10);
  expect(line).toHaveLength(2 * filled.length);
});

test('where entries are hidden from the encoder the figure says so', () => {
  const masking = { kind: 'fixed-modality', trains: 'hidden', hides: ['k27'], cases: 1 } as const;
  const { reconstructions } = reconstructionFigures({ ...input, evaluation: { ...input.evaluation, masking } });
  expect(reconstructions!.subtitle).toContain(
    'with entries hidden as in training; hidden and seen ones are counted together',
  );
});

test('ones of a row stand against the sum of their probabilities, where a modality has several columns', () => {
  const { 'row-counts': counts } = reconstructionFigures(input);
  expect(Object.keys(counts!.data)).toEqual(['dots0']);
  expect(counts!.subtitle).toContain('line: prediction equals truth');
});

test('columns of a short table are drawn one by one in their own units, and predicted means are called so', () => {
  const { reconstructions, ...others } = reconstructionFigures(tableInput());
  expect(others).toEqual({});
  expect(Object.keys(reconstructions!.data)).toEqual(['filled0', 'line0', 'filled1', 'line1']);
  expect(reconstructions!.subtitle).toContain(
    'predicted means, without the noise of the likelihood: they spread less than the data',
  );
  const spec = JSON.stringify(reconstructions!.spec);
  expect(spec).toContain('"radius"');
  expect(spec).toContain('value, in the units of the data');
});

test('the best and the worst rows are strips over their reconstructions', () => {
  const { rows } = rowFigures(input);
  expect(rows!.title).toBe('Best and worst rows of validation and their reconstructions');
  expect(rows!.data.pictures).toHaveLength(20);
  const spec = JSON.stringify(rows!.spec);
  expect(spec).toContain('best: 50 nats');
  expect(spec).toContain('worst: 73 nats');
  expect(spec).toContain('columns, in the order of the data');
});

test('rows of a short table are bars in deviations from the column mean', () => {
  const { rows } = rowFigures(tableInput());
  expect(Object.keys(rows!.data)).toHaveLength(8);
  const spec = JSON.stringify(rows!.spec);
  expect(spec).toContain('best: row 1, 0 nats');
  expect(spec).toContain('deviations from column mean');
  for (const { value } of rows!.data.truth0!) expect(Math.abs(Number(value))).toBeLessThan(3);
});

test('images are drawn as images and keep their colours', () => {
  const imageShape = [7, 43, 1] as const;
  const cells = [{ name: 'k27', start: 0, count: 301, columnsPerCell: 1, range: [0, 1] as const }];
  const { rows } = rowFigures({ ...input, rows: { ...input.rows!, imageShape, cells } });
  expect(rows!.keepsColours).toBe(true);
  expect(rows!.data.pictures).toHaveLength(20);
});

test('the table says row, id, label, nats and ones', () => {
  const { header, rows } = rowTable(input.rows!);
  expect(header).toEqual(['', 'row', 'id', 'label', 'reconstruction, nats', 'ones', 'sum of probabilities']);
  expect(rows).toHaveLength(10);
  expect(rows[0]!.slice(0, 5)).toEqual(['best\u00a01', '1370', 'gene 1369', 'liver', 50]);
  expect(rows[5]!.slice(0, 2)).toEqual(['worst\u00a01', '1387']);
});

test('a run from before rows were kept has no such figures', () => {
  const { rows: _, ...before } = input;
  expect(rowFigures(before)).toEqual({});
  expect(reconstructionFigures(before)).toEqual({});
});
