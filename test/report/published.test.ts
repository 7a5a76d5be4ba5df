import { expect, test } from 'vitest';
import { publishedBlocks, withoutPublished } from '../../src/report/published.ts';

const config = { seed: 1, published: { by: 'a notebook', numbers: { accuracy: 0.7345, 'count MSE': '1; 2' } } };

test('published numbers stand by themselves, with who published them', () => {
  expect(publishedBlocks(config)).toEqual([
    {
      kind: 'text',
      text: "By a notebook. They are of other data, in the author's own units, and stand here to be read: nothing is compared with them.",
    },
    {
      kind: 'list',
      items: [
        { term: 'accuracy', text: '0.7345' },
        { term: 'count MSE', text: '1; 2' },
      ],
    },
  ]);
  expect(withoutPublished(config)).toEqual({ seed: 1 });
});

test('a config without them is as it was', () => {
  expect(publishedBlocks({ seed: 1 })).toEqual([]);
  expect(withoutPublished({ seed: 1 })).toEqual({ seed: 1 });
  expect(withoutPublished('text')).toBe('text');
});
