import { expect, test } from 'vitest';
import { withFigures } from '../../src/report/finding-figures.ts';
import { findingEntries } from '../../src/report/findings.ts';
import { runReport } from '../../src/report/write-report.ts';
import { sampleInput } from './sample-input.ts';

const input = sampleInput();

test('a finding leads to the figures of its numbers, by their titles', () => {
  const { blocks } = runReport(input).sections[0]!;
  const [first] = blocks;
  const findings = first?.kind === 'findings' ? first.findings : [];
  expect(findings.find(({ id }) => id === 'collapse')!.figures).toEqual([
    { name: 'kl-per-unit', title: 'KL per latent unit, validation' },
    { name: 'latent-qq-validation', title: 'Latent units against the standard normal, validation' },
    { name: 'latent-map-validation', title: 'Rows by their posterior means, validation' },
  ]);
  expect(findings.find(({ id }) => id === 'data')!.figures).toBeUndefined();
});

test('a figure that the report does not have is not named', () => {
  const entries = findingEntries(input.findings);
  expect(withFigures(entries, {})).toEqual(entries);
});
