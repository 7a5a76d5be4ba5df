/**
 * One row on a page: what the model tells of it, where it lies among the rows that trained, how far that is, and which
 * train rows are nearest. For a person who asks about that row.
 */
import { writeFile } from 'node:fs/promises';
import { formatNumber } from '../base/format-number.ts';
import { leadingAxes } from '../base/leading-axes.ts';
import { domainMeasures } from '../diagnose/domain/index.ts';
import type { Points } from '../diagnose/domain/measure.ts';
import type { RowDomain } from '../diagnose/domain/row-domain.ts';
import { classBars, shareText } from '../figures/class-bars.ts';
import type { Figure } from '../figures/figure.ts';
import { type DrawnFigure, drawFigure } from '../figures/render.ts';
import { type RowPlace, rowPlace } from '../figures/row-place.ts';
import { figures, list, type ReportDocument, table, text } from './document.ts';
import { reportAsHtml } from './html.ts';
import { plainText } from './plain-text.ts';

export interface RowCard {
  /** The run, for the title. */
  readonly runName: string;
  readonly rowName: string;
  readonly labelName: string;
  /** What is told: the most probable class, or the number. */
  readonly answer: string;
  /** What the data say. */
  readonly known?: string;
  readonly classes: readonly string[];
  /** Of each class; absent where a number is told. */
  readonly probabilities?: readonly number[];
  /** `[latent]` */
  readonly mean: readonly number[];
  readonly domain?: RowDomain;
  /** Circles of the domain, in a latent of two units. */
  readonly circles?: RowPlace['circles'];
  readonly measures: readonly { readonly name: string; readonly distance: number; readonly confidence: number }[];
  readonly train: { readonly means: Points; readonly classes: Int32Array };
  readonly neighbours: readonly { readonly name: string; readonly class: string; readonly distance: number }[];
}

export async function writeRowCard(file: string, card: RowCard): Promise<void> {
  const report = cardDocument(card);
  const drawn = new Map<string, DrawnFigure>();
  for (const block of report.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'figures') continue;
    for (const [name, figure] of Object.entries(block.figures)) drawn.set(name, await drawFigure(name, figure));
  }
  await writeFile(file, await reportAsHtml(report, drawn));
}

export function cardDocument(card: RowCard): ReportDocument {
  const { runName, rowName, labelName, answer, known, probabilities, domain, measures, neighbours, mean } = card;
  const told = `The model tells ${labelName} ${answer}${probabilities === undefined ? '' : `, with a probability of ${shareText(Math.max(...probabilities))}`}.`;
  return {
    title: `Row ${rowName}, by ${runName}`,
    notices: [],
    sections: [
      {
        title: 'Answer',
        blocks: [
          text(`${told}${known === undefined ? '' : ` The data say ${known}.`}`),
          ...(probabilities === undefined
            ? []
            : [
                figures({
                  probabilities: classBars({
                    title: `Probability of each class of ${plainText(labelName)}`,
                    xTitle: 'probability',
                    classes: card.classes.map((name) => plainText(name)),
                    probabilities,
                  }),
                }),
              ]),
        ],
      },
      {
        title: 'Inside the domain?',
        blocks:
          domain === undefined
            ? [text('It is not known: the train latents have no shape to compare with.')]
            : [
                text(domainText(domain)),
                list(domain.why.map((sentence) => ({ text: sentence }))),
                text(
                  'None of this is the probability that the answer is right: a row deep inside may lie on the border of two classes.',
                ),
              ],
      },
      {
        title: 'Where it lies',
        blocks: [
          figures({ place: placeFigure(card) }),
          text(
            `Latent means of its units: ${mean.map((value) => formatNumber(Number(value.toPrecision(4)))).join(', ')}.`,
          ),
        ],
      },
      {
        title: 'Nearest train rows',
        blocks: [
          table({
            header: ['row', labelName, 'distance in the latent'],
            rows: neighbours.map((each) => [each.name, each.class, Number(each.distance.toPrecision(4))]),
          }),
        ],
      },
      {
        title: 'Every measure',
        blocks: [
          table({
            header: ['measure', 'what it is', 'distance', 'in', 'confidence'],
            rows: measures.map(({ name, distance, confidence }) => {
              const kind = (domainMeasures as Readonly<Record<string, { title: string; distanceUnit: string }>>)[name];
              const { title, distanceUnit } = kind ?? { title: 'how badly it is reconstructed', distanceUnit: 'nats' };
              const short = (value: number): number => Number(value.toPrecision(4));
              return [name, title, short(distance), distanceUnit, short(confidence)];
            }),
          }),
          text('Confidence is 1 in the middle of the train rows and near 0 far out; each measure has its own.'),
        ],
      },
    ],
  };
}

const yesNo = (is: boolean): string => (is ? 'inside' : 'outside');

const domainText = ({ insideLiteral, insideMatched, confidence, sigmas }: RowDomain): string =>
  `It is ${formatNumber(Number(sigmas.toPrecision(3)))} standard deviations from the middle: ${yesNo(insideMatched)} by the radius that holds as much as in one dimension, ${yesNo(insideLiteral)} by the literal one. Confidence ${formatNumber(Number(confidence.toPrecision(3)))}.`;

/** The two units themselves, or the two directions in which train rows spread most. */
function placeFigure({ train, classes, mean, labelName, circles }: RowCard): Figure {
  const { means } = train;
  const { unitCount, rowCount } = means;
  const common = {
    title: 'This row among train rows',
    classes: classes.map((name) => plainText(name)),
  };
  const subtitle = `diamond: this row; dots: ${formatNumber(rowCount)} train rows by ${plainText(labelName)}`;
  const column = (unit: number) =>
    Float64Array.from({ length: rowCount }, (_, row) => means.data[row * unitCount + unit]!);
  if (unitCount <= 2) {
    const y = unitCount === 2 ? column(1) : new Float64Array(rowCount);
    return rowPlace({
      ...common,
      subtitle: [subtitle],
      xTitle: 'mean of unit 1',
      yTitle: unitCount === 2 ? 'mean of unit 2' : '',
      points: { x: column(0), y, classes: train.classes },
      place: { x: mean[0]!, y: mean[1] ?? 0 },
      ...(circles === undefined ? {} : { circles }),
    });
  }
  const together = Float64Array.from([...means.data, ...mean]);
  const { coordinates, shares } = leadingAxes(together, unitCount, 2);
  const [x, y] = [coordinates[0]!, coordinates[1]!];
  const share = (axis: number) => `${formatNumber(Math.round(1000 * shares[axis]!) / 10)} % of the variance`;
  return rowPlace({
    ...common,
    subtitle: [subtitle, `the two directions in which the ${unitCount} units spread most`],
    xTitle: `first principal component, ${share(0)}`,
    yTitle: `second, ${share(1)}`,
    points: { x: x.subarray(0, rowCount), y: y.subarray(0, rowCount), classes: train.classes },
    place: { x: x[rowCount]!, y: y[rowCount]! },
  });
}
