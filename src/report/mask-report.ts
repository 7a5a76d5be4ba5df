/** What can be told of hidden modalities, as a report: of one run, or of several side by side. */
import type { Baselines } from '../diagnose/evaluation.ts';
import { type Block, list, type ReportDocument, table, text } from './document.ts';
import type { Cell, Table } from './tables.ts';

/** A modality hidden with others, as the report reads it. */
export interface ReportedCell {
  readonly modality: string;
  readonly seen: readonly string[];
  readonly dummy?: string;
  readonly isTrained: boolean;
  readonly reconstruction: number;
  readonly skill?: number;
  readonly auroc?: number;
  readonly simpler?: {
    readonly nats: Readonly<Record<string, number>>;
    readonly chose: Readonly<Record<string, string>>;
    readonly notComputed: Readonly<Record<string, string>>;
  };
}

export interface ReportedLab {
  readonly run: string;
  readonly split: string;
  readonly rowCount: number;
  readonly modalities: readonly string[];
  readonly baselines: Readonly<Record<string, Baselines>>;
  readonly subsets: readonly ReportedCell[];
  readonly pairs: readonly ReportedCell[];
}

export function maskReport(labs: readonly ReportedLab[]): ReportDocument {
  return {
    title: 'Hidden modalities',
    notices: [],
    sections: [
      {
        title: 'How to read this',
        blocks: [
          text(
            'A modality is hidden from the encoder and predicted from those it sees. Skill is 1 - (nats - floor) / (nats of column means - floor): 0 is as good as the column means of train, 1 is perfect, below 0 is worse. A star marks what training hid in just this way; other cells show how far the model carries beyond it.',
          ),
        ],
      },
      ...labs.map((lab) => ({ title: `${lab.run}, ${lab.split}, ${lab.rowCount} rows`, blocks: labBlocks(lab) })),
    ],
  };
}

function labBlocks(lab: ReportedLab): Block[] {
  return [
    table(subsetTable(lab)),
    list(
      lab.subsets.flatMap(({ modality, seen, simpler }) =>
        Object.entries(simpler?.notComputed ?? {}).map(([name, reason]) => ({
          term: `${name} for ${modality} from ${seen.join(', ')}`,
          text: reason,
        })),
      ),
    ),
    ...(lab.pairs.length === 0
      ? []
      : [
          text('Skill of the modality of a row with the modality of a column hidden beside it as a dummy:'),
          table(pairTable(lab)),
        ]),
  ];
}

const marked = ({ isTrained, skill }: ReportedCell): Cell =>
  skill === undefined ? undefined : `${skill.toFixed(3)}${isTrained ? ' *' : ''}`;

/** Nats a row; the models that answer best come to the right. */
export function subsetTable({ subsets, baselines }: ReportedLab): Table {
  const simpler = (cell: ReportedCell, name: string): Cell => cell.simpler?.nats[name];
  return {
    header: [
      'hidden',
      'seen',
      'skill',
      'nats a row',
      'AUROC',
      'constant',
      'column means',
      'copy',
      'neighbours',
      'logistic',
      'best',
    ],
    rows: [...subsets]
      .sort((a, b) => order(subsets, a.modality) - order(subsets, b.modality) || b.seen.length - a.seen.length)
      .map((cell) => [
        cell.modality,
        cell.seen.length === 0 ? 'nothing' : cell.seen.join(' '),
        marked(cell),
        cell.reconstruction,
        cell.auroc,
        baselines[cell.modality]!.constant,
        baselines[cell.modality]!.perColumn,
        simpler(cell, 'copy'),
        simpler(cell, 'neighbours'),
        simpler(cell, 'logistic'),
        bestOf(cell, baselines[cell.modality]!),
      ]),
  };
}

const order = (cells: readonly ReportedCell[], modality: string): number =>
  cells.findIndex((cell) => cell.modality === modality);

/** Of everything measured in a cell. */
function bestOf({ reconstruction, simpler }: ReportedCell, { constant, perColumn }: Baselines): string {
  const all = { model: reconstruction, constant, 'column means': perColumn, ...simpler?.nats };
  return Object.entries(all).reduce((best, next) => (next[1] < best[1] ? next : best))[0];
}

function pairTable({ modalities, pairs }: ReportedLab): Table {
  const cell = (primary: string, dummy: string): Cell => {
    const found = pairs.find((pair) => pair.modality === primary && pair.dummy === dummy);
    return found === undefined ? undefined : marked(found);
  };
  return {
    header: ['hidden', ...modalities.map((name) => `with ${name}`)],
    rows: modalities.map((primary) => [primary, ...modalities.map((dummy) => cell(primary, dummy))]),
  };
}
