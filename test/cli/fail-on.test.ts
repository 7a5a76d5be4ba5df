import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/fail-on.ts';
import { Output } from '../../src/cli/output.ts';
import type { Verdict } from '../../src/diagnose/finding.ts';

const output = new Output(['--quiet']);
const findings = (...verdicts: Verdict[]) =>
  verdicts.map((verdict) => ({ id: verdict, verdict, title: '', evidence: {}, advice: [] }));

test('7 is the exit code when a finding is as bad as was said, or worse', () => {
  expect(exitCodeOf(findings('good', 'warning'), 'warning', output)).toBe(7);
  expect(exitCodeOf(findings('problem', 'good'), 'warning', output)).toBe(7);
  expect(exitCodeOf(findings('problem'), 'problem', output)).toBe(7);
  expect(exitCodeOf(findings('good', 'note'), 'warning', output)).toBe(0);
  expect(exitCodeOf(findings('warning'), 'problem', output)).toBe(0);
  expect(exitCodeOf(findings('problem'), undefined, output)).toBe(0);
});
