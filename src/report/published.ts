/** Numbers that others published for the same experiment: shown, and compared with nothing. */
import { type Block, list, text } from './document.ts';
import { inWords } from './words.ts';

interface Published {
  readonly by: string;
  readonly numbers: Readonly<Record<string, number | string>>;
}

/** @param config - `config.resolved.json` */
export function publishedBlocks(config: unknown): Block[] {
  const { published } = config as { readonly published?: Published };
  if (published === undefined) return [];
  return [
    text(
      `By ${published.by}. They are of other data, in the author's own units, and stand here to be read: nothing is compared with them.`,
    ),
    list(Object.entries(published.numbers).map(([term, value]) => ({ term, text: inWords(value) }))),
  ];
}

/** A config as a report shows it: what others published has a place of its own. */
export function withoutPublished(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config;
  const { published: _, ...rest } = config as Record<string, unknown>;
  return rest;
}
