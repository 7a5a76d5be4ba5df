/** Text from data and configs made safe to print: names may hold markup, control characters or a whole book. */

/** Longest name that is printed whole. */
const NAME = 200;
/** Longest sentence or list that is printed whole; names are inside it. */
export const SENTENCE = 2000;

const UNPRINTED = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** One line without control characters; a text above `longest` is cut and its whole length said. */
export function plainText(text: string, longest = NAME): string {
  const line = text.replace(UNPRINTED, ' ').trim();
  if (line.length <= longest) return line;
  // Never half of a surrogate pair.
  const start = line.slice(0, longest - 20).replace(/[\ud800-\udbff]$/, '');
  return `${start}... (${line.length} characters)`;
}

/** Lines of a person's own, each whole, without what a terminal would obey. */
export const plainLines = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(UNPRINTED, ' ').trimEnd())
    .join('\n');

/** The same as Markdown text: nothing in it is read as markup, in a paragraph, a list or a table cell. */
export const markdownText = (text: string, longest = NAME): string =>
  plainText(text, longest)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*[\]|~$>]/g, '\\$&')
    // Within a word an underscore is only itself, and column names are full of them.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^(?:[-+#=]|\d+(?=[.)](?:\s|$)))/, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));
