/** The fenced blocks of a page that are in a language; the empty one is that of print-outs. */
export const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, found]) => found === language).map(([, , text]) => text!);
