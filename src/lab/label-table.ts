/** What was told of rows as a table to be written. */
import type { ClassifiedRows } from './classify-rows.ts';
import { latentColumns } from './row-names.ts';
import type { NumberTable } from './write-table.ts';

/**
 * In front of the numbers: the answer, what the data say, and why a row is inside or not. Then the answer as a number,
 * probabilities, latent means, the domain, and distance and confidence of each measure.
 */
export function labelTable(told: ClassifiedRows): NumberTable {
  const { label, rowNames, answers, means, domain, scores, known } = told;
  const { rowCount, unitCount } = means;
  const width = told.told.length / rowCount;
  const rowOf = (values: ArrayLike<number>, count: number) => (row: number, column: number) =>
    values[row * count + column]!;
  const probability = rowOf(told.told, width);
  const unit = rowOf(means.data, unitCount);
  const flag = (is: boolean): number => (is ? 1 : 0);
  const numbers: [string, (row: number) => number][] = [
    ...(answers === undefined
      ? [[label.name, (row: number) => probability(row, 0)] as [string, (row: number) => number]]
      : [
          ['classIndex', (row: number) => answers[row]!] as [string, (row: number) => number],
          ...label.classes.map((name, c): [string, (row: number) => number] => [
            `p(${name})`,
            (row) => probability(row, c),
          ]),
        ]),
    ...latentColumns(unitCount).map((name, k): [string, (row: number) => number] => [name, (row) => unit(row, k)]),
    ...(domain === undefined
      ? []
      : ([
          ['sigmas', (row) => domain[row]!.sigmas],
          ['insideLiteral', (row) => flag(domain[row]!.insideLiteral)],
          ['insideMatched', (row) => flag(domain[row]!.insideMatched)],
          ['confidence', (row) => domain[row]!.confidence],
        ] as [string, (row: number) => number][])),
    ...Object.entries(scores).flatMap(([name, { distance, confidence }]): [string, (row: number) => number][] => [
      [`${name}.distance`, (row) => distance[row]!],
      [`${name}.confidence`, (row) => confidence[row]!],
    ]),
  ];
  const values = new Float32Array(rowCount * numbers.length);
  numbers.forEach(([, of], column) => {
    for (let row = 0; row < rowCount; row++) values[row * numbers.length + column] = of(row);
  });
  const each = (text: (row: number) => string): string[] => Array.from({ length: rowCount }, (_, row) => text(row));
  return {
    columns: numbers.map(([name]) => name),
    values,
    rowNames,
    texts: [
      ...(answers === undefined ? [] : [{ name: 'class', texts: each((row) => label.classes[answers[row]!]!) }]),
      ...(known === undefined ? [] : [{ name: 'known', texts: each((row) => known[row] ?? '') }]),
      ...(domain === undefined ? [] : [{ name: 'why', texts: each((row) => domain[row]!.why.join(' ')) }]),
    ],
  };
}
