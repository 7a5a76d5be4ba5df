import { plainText, SENTENCE } from './plain-text.ts';

/** A text as HTML or SVG text, between tags or inside a quoted attribute: nothing in it is read as markup. */
export const markupText = (text: string, longest = SENTENCE): string =>
  plainText(text, longest).replace(/[&<>"']/g, (letter) => ENTITIES[letter]!);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
