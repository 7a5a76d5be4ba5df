/** Findings for people: worst first, the verdict as a sign and a word, so that colour is never needed to read it. */
import { formatNumber } from '../base/format-number.ts';
import { type Finding, VERDICTS, type Verdict } from '../diagnose/finding.ts';
import type { FindingEntry } from './document.ts';
import { plainText, SENTENCE } from './plain-text.ts';
import { keyWords } from './words.ts';

const SIGNS: Record<Verdict, string> = { good: '✓', note: '•', warning: '!', problem: '✗' };
const ANSI: Record<Verdict, string> = { good: '32', note: '36', warning: '33', problem: '31' };

/** Such as `✗ problem`. */
export const verdictText = (verdict: Verdict): string => `${SIGNS[verdict]} ${verdict}`;

export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));

/** Findings for a terminal; the numbers they rest on stand in the report. @param options - `colour` adds ANSI colours to the verdicts */
export function formatFindings(findings: readonly Finding[], { colour }: { readonly colour: boolean }): string {
  if (findings.length === 0) return 'No findings.';
  const width = Math.max(...findings.map(({ verdict }) => verdictText(verdict).length));
  const indent = ' '.repeat(width + 2);
  return worstFirst(findings)
    .map((finding) => {
      const label = verdictText(finding.verdict).padEnd(width);
      const painted = colour ? `\u001b[${ANSI[finding.verdict]}m${label}\u001b[0m` : label;
      const details = finding.advice.map((advice) => `Try: ${advice}`);
      return [
        `${painted}  ${plainText(finding.title, SENTENCE)} [${plainText(finding.id)}]`,
        ...details.map((line) => indent + plainText(line, SENTENCE)),
      ].join('\n');
    })
    .join('\n');
}

/** Findings as a report prints them. */
export const findingEntries = (findings: readonly Finding[]): FindingEntry[] =>
  worstFirst(findings).map((finding) => ({ ...finding, evidence: evidenceText(finding) }));

const LISTED_UP_TO = 8;

const evidenceText = ({ evidence }: Finding): string =>
  Object.entries(evidence)
    .map(([name, value]) => `${keyWords(name)} ${valueText(value)}`)
    .join('; ');

function valueText(value: Finding['evidence'][string]): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  const shown = value.slice(0, LISTED_UP_TO).map(formatNumber).join(', ');
  return value.length > LISTED_UP_TO ? `${shown}, ... (${value.length} values)` : shown;
}
