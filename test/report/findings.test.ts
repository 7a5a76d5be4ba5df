import { expect, test } from 'vitest';
import { findingEntries, formatFindings } from '../../src/report/findings.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';
import { sampleInput } from './sample-input.ts';

const { findings } = sampleInput();

test('findings for a terminal stand worst first, with their advice; the evidence is for the report', () => {
  expect(formatFindings(findings, { colour: false })).toBe(
    [
      '✗ problem  3 of 4 latent units carry nothing. [collapse]',
      '           Try: Lower beta.',
      '           Try: Warm the KL weight up.',
      '• note     No probability is above 0.5. [threshold]',
      '✓ good     The data are as described. [data]',
    ].join('\n'),
  );
});

test('colour changes the verdicts and nothing else', () => {
  const coloured = formatFindings(findings, { colour: true });
  expect(coloured).toContain('\u001b[31m✗ problem\u001b[0m  3 of 4');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are control sequences
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(formatFindings(findings, { colour: false }));
});

test('no findings are said to be none', () => {
  expect(formatFindings([], { colour: false })).toBe('No findings.');
});

test('names in findings can neither colour a terminal nor break the list', () => {
  const title = 'modality \u001b[2J<b>x</b>\n- **fake**';
  const evidence = { share: Array.from({ length: 20 }, (_, i) => i), name: 'y'.repeat(10_000) };
  const finding = { id: 'data', verdict: 'note' as const, title, evidence, advice: [] };
  expect(formatFindings([finding], { colour: false }).split('\n')).toHaveLength(1);
  const findings = findingEntries([finding]);
  const sections = [{ title: 'Findings', blocks: [{ kind: 'findings' as const, findings }] }];
  const markdown = reportAsMarkdown({ title: 'x', notices: [], sections }, new Map()).split('\n').slice(4, -1);
  expect(markdown).toHaveLength(2);
  expect(markdown[0]).toContain('&lt;b\\>x&lt;/b\\> - \\*\\*fake\\*\\*');
  expect(markdown[1]).toContain('share 0, 1, 2, 3, 4, 5, 6, 7, ... (20 values)');
  expect(markdown.join('\n').length).toBeLessThan(3000);
});
