/**
 * Do the rows of a new table lie where the model was trained? For each measure the cut is the distance that one in twenty
 * held-out rows of the run itself exceeds, so a table of the same kind has about that share beyond it too. A latent alone
 * may miss strange rows: an encoder gives every row a place, often an ordinary one; so reconstruction is a measure too.
 *
 * Try: read no prediction of a row beyond the cuts; look at how the table was measured, scaled and encoded; train with rows like these.
 */
import type { DiagnosticInput } from './diagnostic.ts';
import type { Finding, Verdict } from './finding.ts';
import { listed, percent } from './wording.ts';

/** Share of the run's own held-out rows beyond the cut. */
const OWN_SHARE = 0.05;
/** Standard errors of a share that chance alone rarely exceeds, with ten measures looked at. */
const RARE = 4;
/** From this share on a table is another one; below it, some of its rows are. */
const MANY = 0.5;
/** A share of rows below this is told, not warned of, however sure it is. */
const FEW = 0.15;
/** Fewer held-out rows place no cut that one in twenty exceeds. */
const FEWEST_ROWS = 20;
/** Of fewer rows each is told by itself: two or three strange ones are chance. */
const FEWEST_TABLE_ROWS = 10;

/** Of new data alone: rows of the run's own are where it was trained, or held out beside them. */
export const diagnoseOutOfDomain = ({ domain }: DiagnosticInput): Finding | undefined =>
  domain && judgeDomain(domain.tableName, domain.comparisons);

export interface DomainComparison {
  /** As in `domainMeasures`, or `reconstruction`. */
  readonly measure: string;
  /** Distances of held-out rows of the run. */
  readonly own: Float64Array;
  /** Distances of the rows of the table. */
  readonly table: Float64Array;
}

/** @returns undefined where there are no rows to compare with */
export function judgeDomain(tableName: string, comparisons: readonly DomainComparison[]): Finding | undefined {
  const shares = comparisons.flatMap(({ measure, own, table }) => {
    if (own.length < FEWEST_ROWS || table.length < FEWEST_TABLE_ROWS) return [];
    const cut = Float64Array.from(own).sort()[Math.ceil((1 - OWN_SHARE) * own.length) - 1]!;
    const beyond = table.filter((distance) => distance > cut).length / table.length;
    return {
      measure,
      beyond,
      excess: beyond - OWN_SHARE - RARE * errorOf(own.length, table.length),
      rows: table.length,
    };
  });
  if (shares.length === 0) return undefined;
  const telling = shares.filter(({ excess }) => excess > 0).sort((a, b) => b.beyond - a.beyond);
  const worst = telling[0]?.beyond ?? 0;
  const verdict: Verdict =
    telling.length === 0 ? 'good' : worst >= MANY ? 'problem' : worst >= FEW ? 'warning' : 'note';
  const told = listed(telling.slice(0, 3).map(({ measure, beyond }) => `${percent(beyond)} by ${measure}`));
  return {
    id: 'out-of-domain',
    verdict,
    title:
      verdict === 'good'
        ? `The ${shares[0]!.rows} rows of ${tableName} lie where the model was trained.`
        : `Of the ${shares[0]!.rows} rows of ${tableName}, ${told} lie further out than 95 % of the run's own held-out rows.`,
    evidence: {
      rowCount: shares[0]!.rows,
      ...Object.fromEntries(shares.map(({ measure, beyond }) => [`${measure}.beyondShare`, beyond])),
    },
    advice:
      verdict === 'good'
        ? []
        : [
            'Read no prediction of a row beyond the cut: nothing like it was trained on.',
            ...(verdict === 'note'
              ? []
              : ['Look at how the table was measured, scaled and encoded; one column in another unit is enough.']),
          ],
  };
}

/** Standard error of a share of the table, and of where the run's own rows place the cut. */
const errorOf = (ownCount: number, tableCount: number): number =>
  Math.sqrt(OWN_SHARE * (1 - OWN_SHARE) * (1 / ownCount + 1 / tableCount));
