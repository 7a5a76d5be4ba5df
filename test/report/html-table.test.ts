import { expect, test } from 'vitest';
import { htmlTable } from '../../src/report/html-table.ts';

test('a table has its numbers to the right, leaves out empty columns and holds no markup of its cells', () => {
  const html = htmlTable({
    header: ['split', 'loss', 'empty', '<note>'],
    rows: [
      ['<train>', 1234.5678, undefined, undefined],
      ['test', undefined, undefined, 'a & b'],
    ],
  });
  expect(html).toContain('<th scope="col">split</th><th scope="col" class="number">loss</th>');
  expect(html).toContain('<tr><td>&lt;train&gt;</td><td class="number">1,234.6</td><td>–</td></tr>');
  expect(html).toContain('<td class="number">–</td><td>a &amp; b</td>');
  expect(html).not.toContain('empty<');
});
