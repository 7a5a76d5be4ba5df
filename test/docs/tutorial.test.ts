import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TUTORIAL, tutorialPage } from './tutorial-page.ts';

/** Numbers differ between machines in their last digits, and columns are as wide as their numbers. */
const masked = (page: string): string[] =>
  page
    .replace(/-?\d[\d,]*\.?\d*(e-?\d+)?/g, '#')
    .replace(/-{2,}/g, '--')
    .replace(/ +/g, ' ')
    .split('\n');

test('the commands of the tutorial run, one after another in one folder, and print what it shows, numbers apart', () => {
  expect(masked(tutorialPage())).toEqual(masked(readFileSync(TUTORIAL, 'utf8')));
}, 600_000);
