import { markupText } from './markup-text.ts';
import { cellText, type Table, textColumns, withoutEmptyColumns } from './tables.ts';

/** A table for a web page. It scrolls by itself, by keyboard too, where the page is narrower. */
export function htmlTable(table: Table): string {
  const { header, rows } = withoutEmptyColumns(table);
  const isText = textColumns(rows, header.length);
  const kind = (column: number): string => (isText[column] ? '' : ' class="number"');
  const head = header.map((name, column) => `<th scope="col"${kind(column)}>${markupText(name, 200)}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => `<td${kind(column)}>${markupText(cellText(cell), 200)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const label = markupText(header.slice(0, 3).join(', '), 200);
  return [
    `<div class="scroll" role="group" aria-label="Table: ${label}" tabindex="0"><table>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>\n${body.join('\n')}\n</tbody>`,
    '</table></div>',
  ].join('\n');
}
