import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markupText } from '../../src/report/markup-text.ts';

test('a text holds no markup and no quote, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(markupText(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
    }),
  );
  expect(markupText(`<a b="c">'&`)).toBe('&lt;a b=&quot;c&quot;&gt;&#39;&amp;');
});

test('a long text is cut and says so', () => {
  expect(markupText('y'.repeat(300), 40)).toBe(`${'y'.repeat(20)}... (300 characters)`);
});
