import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownText, plainLines, plainText } from '../../src/report/plain-text.ts';

test('plain text is one line without control characters', () => {
  expect(plainText('a\nb\tc\u001b[31md\0\u202ee')).toBe('a b c [31md e');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
    }),
  );
});

test('a long text is cut and says how long it was', () => {
  const cut = plainText('é'.repeat(10_000));
  expect(cut.length).toBeLessThan(210);
  expect(cut).toMatch(/^é+\.\.\. \(10000 characters\)$/);
  expect(plainText('😀'.repeat(500))).not.toMatch(/\p{Cs}/u);
});

test('nothing in a name is read as Markdown or markup', () => {
  expect(markdownText('<script>a|b</script>')).toBe('&lt;script\\>a\\|b&lt;/script\\>');
  expect(markdownText('[x](javascript:y) **b** `c` ~~d~~ $e$ &amp;')).toBe(
    '\\[x\\](javascript:y) \\*\\*b\\*\\* \\`c\\` \\~\\~d\\~\\~ \\$e\\$ &amp;amp;',
  );
  expect(markdownText('# heading')).toBe('\\# heading');
  expect(markdownText('1. item')).toBe('1\\. item');
  expect(markdownText('- item')).toBe('\\- item');
  expect(markdownText('_k562_flat_301_')).toBe('\\_k562_flat_301\\_');
  expect(markdownText('0.5')).toBe('0.5');
});

test("lines of a person's own stay lines, without what a terminal would obey", () => {
  expect(plainLines('a\r\n\u001b[31mb\n\n  - c\u202e \n')).toBe('a\n [31mb\n\n  - c\n');
});
