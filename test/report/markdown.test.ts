import { expect, test } from 'vitest';
import { list, type ReportDocument, text } from '../../src/report/document.ts';
import { reportAsMarkdown } from '../../src/report/markdown.ts';

const print = (report: Partial<ReportDocument>): string =>
  reportAsMarkdown({ title: 'x', notices: [], sections: [], ...report }, new Map());

test('a section without anything in it is left out', () => {
  const sections = [
    { title: 'Latent', blocks: [] },
    { title: 'Empty', blocks: [list([]), { kind: 'figures' as const, figures: {} }] },
    { title: 'Config', blocks: [list([]), text('a'), text('b')] },
  ];
  expect(print({ sections })).toBe('# x\n\n## Config\n\na\n\nb\n');
});

test('notices stand before everything, as quotes', () => {
  expect(print({ notices: ['Interrupted.', 'Resumed.'] })).toBe('# x\n\n> Interrupted.\n>\n> Resumed.\n');
});

test('a list has terms and links, and no markup of its texts', () => {
  const items = [
    { text: '*a*' },
    { term: 'b_', text: '<c>' },
    { link: { text: '[d]', folder: 'runs/e (1)' }, text: 'f' },
  ];
  expect(
    print({ sections: [{ title: 'Runs', blocks: [list(items)] }] })
      .split('\n')
      .slice(4, 7),
  ).toEqual(['- \\*a\\*', '- b\\_: &lt;c\\>', '- [\\[d\\]](runs/e%20%281%29/report.md): f']);
});

test('an animation stands by its file', () => {
  const timing = { delayMs: 600 };
  const animation = { kind: 'animation' as const, name: 'latent-epochs', title: 'The latent', frames: [], timing };
  expect(print({ sections: [{ title: 'Latent', blocks: [animation] }] })).toBe(
    '# x\n\n## Latent\n\n![The latent](figures/latent-epochs.gif)\n',
  );
});

test('a drawing stands by its file', () => {
  const drawing = { kind: 'drawing' as const, name: 'model', title: 'The model', svg: '<svg/>' };
  expect(print({ sections: [{ title: 'Model', blocks: [drawing] }] })).toContain('\n![The model](figures/model.svg)\n');
});
