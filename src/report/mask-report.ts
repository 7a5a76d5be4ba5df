/** What can be told of hidden modalities, as a report: of one run, or of several side by side. */
import type { Baselines } from '../diagnose/evaluation.ts';
import { listed } from '../diagnose/wording.ts';
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
            'A modality is hidden from the encoder and predicted from those it sees. Skill is 1 - (nats - floor) / (nats of column means - floor): 0 is as good as the column means of train, 1 is perfect, below 0 is worse. A star marks what training hid in just this way; other cells show how far the model carries beyond it. The columns to the right of the skill are nats a row, but for AUROC; predictions of the model are averages over draws of its latent.',
          ),
        ],
      },
      ...labs.map((lab) => ({ title: `${lab.run}, ${lab.split}, ${lab.rowCount} rows`, blocks: labBlocks(lab) })),
    ],
  };
}

function labBlocks(lab: ReportedLab): Block[] {
  return [
    list(lab.modalities.flatMap((modality) => reading(lab, modality))),
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

/** What the cells of one modality come to, in a sentence. */
function reading(lab: ReportedLab, modality: string): { term: string; text: string }[] {
  const own = lab.subsets.filter((cell) => cell.modality === modality);
  const whole = own.find(({ seen }) => seen.length === lab.modalities.length - 1);
  const skill = whole?.skill;
  if (whole === undefined || skill === undefined) return [];
  const asked = whole.isTrained ? '' : ', which training never asked for';
  const told =
    skill > 0
      ? `told from all others with a skill of ${skill.toFixed(3)}${asked}`
      : `not told from the others: a skill of ${skill.toFixed(3)}, 0 being the column means${asked}`;
  return [
    { term: modality, text: [told, ...besideSimpler(whole, lab.baselines[modality]!), ...fromOne(own)].join('; ') },
  ];
}

/** The floor of entries of 0 and 1, which alone have simpler models, is 0. */
function besideSimpler({ reconstruction, simpler }: ReportedCell, { perColumn }: Baselines): string[] {
  const others = Object.entries(simpler?.nats ?? {}).sort((a, b) => a[1] - b[1]);
  const words = (those: typeof others): string =>
    listed(those.map(([name, nats]) => `${SIMPLER[name] ?? name} (${(1 - nats / perColumn).toFixed(3)})`));
  const better = others.filter(([, nats]) => nats < reconstruction);
  const worse = others.filter(([, nats]) => nats >= reconstruction);
  return [
    ...(better.length === 0 ? [] : [`behind ${words(better)}`]),
    ...(worse.length === 0 ? [] : [`ahead of ${words(worse)}`]),
  ];
}

const SIMPLER: Readonly<Record<string, string>> = {
  copy: 'a copy',
  neighbours: 'nearest neighbours',
  logistic: 'logistic regression',
};

/** Which single modality tells most, where several are seen. */
function fromOne(cells: readonly ReportedCell[]): string[] {
  const single = cells.filter(({ seen, skill }) => seen.length === 1 && skill !== undefined && skill > 0);
  if (single.length === 0 || cells.every(({ seen }) => seen.length < 2)) return [];
  const most = single.reduce((best, next) => (next.skill! > best.skill! ? next : best));
  return [`from ${most.seen[0]} alone ${most.skill!.toFixed(3)}`];
}

/** A star that does not part from its number. */
const marked = ({ isTrained, skill }: ReportedCell): Cell =>
  skill === undefined ? undefined : `${skill.toFixed(3)}${isTrained ? '\u00a0*' : ''}`;

/** Nats a row; the models that answer best come to the right. */
export function subsetTable({ modalities, subsets, baselines }: ReportedLab): Table {
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
      .sort((a, b) => modalities.indexOf(a.modality) - modalities.indexOf(b.modality) || b.seen.length - a.seen.length)
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
