/**
 * A model as a drawing: its layers from the data through the latent and back, as wide as the logarithm of their size,
 * with what each adds in parameters and where each term of the loss attaches.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import type { ModelDescription } from '../vae/description.ts';
import type { Block } from './document.ts';
import { markupText } from './markup-text.ts';
import { counted, type DiagramRow, type Moment, type PhaseDescription, rowsOf } from './model-diagram-rows.ts';
import { plainText } from './plain-text.ts';

const WIDTH = 640;
const MIDDLE = 124;
const WIDEST = 220;
const TEXT_AT = 248;
const BAR_HEIGHT = 26;
const ROW_HEIGHT = 46;
const TERM_HEIGHT = 20;
const TOP = 10;
const HEADING_HEIGHT = 18;
const EDGE = 2;

/** One drawing, or one a phase where phases train different things. */
export function modelDiagrams(
  model: ModelDescription,
  evaluation: Evaluation,
  phases: readonly PhaseDescription[] = [],
): Block[] {
  const isPlain =
    phases.length === 0 || (phases.length === 1 && model.parts.every(({ name }) => phases[0]!.trains.includes(name)));
  if (isPlain) return [modelDiagram(model, evaluation)];
  return phases.map((_, index) => modelDiagram(model, evaluation, { phases, index }));
}

export function modelDiagram(model: ModelDescription, evaluation: Evaluation, moment?: Moment): Block {
  const rows = rowsOf(model, evaluation, moment);
  const largest = Math.max(...rows.map((row) => row.size));
  const heading = moment === undefined ? undefined : phaseHeading(model, moment);
  let height = heading === undefined ? TOP : TOP + 2 * HEADING_HEIGHT;
  const bars = rows.map((row): Bar => {
    const width = Math.max(14, (WIDEST * Math.log1p(row.size)) / Math.log1p(largest));
    const y = height;
    height += row.term === undefined ? ROW_HEIGHT : ROW_HEIGHT + TERM_HEIGHT;
    return { ...row, y, end: height, left: rounded(MIDDLE - width / 2), width: rounded(width) };
  });
  const last = bars.findLastIndex((bar) => bar.kind !== 'data');
  const drawn = [
    ...bars.map(drawBar),
    ...bars.slice(0, last + 1).map(drawArrow),
    // The outputs stand side by side: all but the first are reached along the edge.
    ...bars.slice(last + 2).map((bar) => drawBranch(bars[last]!, bar)),
  ];
  const whole = `The model: ${plainText(model.architecture)}, ${formatNumber(model.parameterCount)} parameters`;
  const title = heading === undefined ? whole : `${whole}. ${heading[0]}. ${heading[1]}`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="model-diagram" role="img" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">`,
    `<title>${markupText(title)}</title>`,
    `<style>${STYLE}</style>`,
    ...(heading ?? []).map(
      (line, index) =>
        `<text class="${index === 0 ? 'heading' : 'note'}" x="${EDGE}" y="${TOP + 4 + index * HEADING_HEIGHT}">${markupText(line)}</text>`,
    ),
    ...drawn,
    '</svg>',
  ].join('\n');
  const name = moment === undefined ? 'model' : `model-phase-${moment.index + 1}`;
  return { kind: 'drawing', name, title, svg: `${svg}\n` };
}

function phaseHeading({ parts }: ModelDescription, { phases, index }: Moment): [string, string] {
  const { name, epochs, trains } = phases[index]!;
  const frozen = parts.map((part) => part.name).filter((part) => !trains.includes(part));
  return [
    `Phase ${index + 1} of ${phases.length}, ${plainText(name, 40)}: ${counted(epochs, 'epoch')}`,
    `trains: ${trains.join(', ')}; frozen: ${frozen.length === 0 ? 'nothing' : `${frozen.join(', ')} (dashed)`}`,
  ];
}

interface Bar extends DiagramRow {
  readonly y: number;
  /** Where the next bar begins. */
  readonly end: number;
  readonly left: number;
  readonly width: number;
}

const rounded = (value: number): number => Number(value.toFixed(1));
const centre = ({ y }: Bar): number => y + BAR_HEIGHT / 2;

function drawBar(bar: Bar): string {
  const { kind, label, note, term, isFrozen, y, left, width } = bar;
  return [
    `<rect class="${isFrozen === true ? `${kind} frozen` : kind}" x="${left}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="4"/>`,
    `<text class="label" x="${TEXT_AT}" y="${centre(bar) + (note === '' ? 4 : -3)}">${markupText(label)}</text>`,
    ...(note === '' ? [] : [`<text class="note" x="${TEXT_AT}" y="${centre(bar) + 12}">${markupText(note)}</text>`]),
    ...(term === undefined ? [] : [drawTerm(bar, term)]),
  ].join('\n');
}

function drawTerm({ y, left, width }: Bar, { text, trains }: NonNullable<DiagramRow['term']>): string {
  const at = y + BAR_HEIGHT + 16;
  if (!trains) return `<text class="note" x="${TEXT_AT}" y="${at + 4}">${markupText(text, 90)}</text>`;
  return [
    `<path class="attach" d="M${rounded(left + width)} ${y + BAR_HEIGHT - 6}H${TEXT_AT - 16}V${at}H${TEXT_AT}"/>`,
    `<circle class="term" cx="${TEXT_AT + 4}" cy="${at}" r="4"/>`,
    `<text class="loss" x="${TEXT_AT + 14}" y="${at + 4}">${markupText(text, 90)}</text>`,
  ].join('\n');
}

const drawArrow = ({ y, end }: Bar): string =>
  `<path class="flow" d="M${MIDDLE} ${y + BAR_HEIGHT + 3}V${end - 4}m-4 -5l4 5l4 -5"/>`;

const drawBranch = (from: Bar, to: Bar): string =>
  `<path class="flow" d="M${from.left} ${centre(from)}H${EDGE}V${centre(to)}H${rounded(to.left - 3)}m-5 -4l5 4l-5 4"/>`;

// The drawing stands alone in a folder and inside a page; in both the reader's choice of light or dark holds.
const STYLE = [
  '.model-diagram{font-family:Inter,system-ui,sans-serif;font-size:13px}',
  '.model-diagram .label{fill:#222}.model-diagram .note{fill:#666;font-size:11.5px}',
  '.model-diagram .data{fill:#8A8A8A}.model-diagram .layer{fill:#56B4E9}.model-diagram .latent{fill:#0072B2}',
  '.model-diagram .frozen{fill:none;stroke:#8A8A8A;stroke-width:1.5;stroke-dasharray:5 4}',
  '.model-diagram .heading{fill:#222;font-weight:600}',
  '.model-diagram .flow{fill:none;stroke:#8A8A8A;stroke-width:1.5}',
  '.model-diagram .attach{fill:none;stroke:#D55E00;stroke-width:1.5;stroke-dasharray:3 3}',
  '.model-diagram .term{fill:#D55E00}.model-diagram .loss{fill:#A84800;font-weight:600;font-size:12px}',
  '@media (prefers-color-scheme:dark){.model-diagram .label,.model-diagram .heading{fill:#eee}.model-diagram .note{fill:#aaa}.model-diagram .loss{fill:#FF9F5A}}',
].join('');
