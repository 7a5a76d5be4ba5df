/** Rows of published results for tests, from texts as a table would hold them. */
import { type PublishedModality, type PublishedRow, published } from '../../../src/diagnose/audit/published.ts';

type Texts = Readonly<
  Partial<Record<'accuracy' | 'precision' | 'recall' | 'f1' | 'prevalence' | 'mcc' | 'brier', string>>
>;

export const row = (texts: Texts, rest: Partial<PublishedRow> = {}): PublishedRow => ({
  name: 'a row',
  modalities: {},
  texts: {},
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, published(text)!])),
  ...rest,
});

export const countMse = (text: string): PublishedModality => ({ countMse: published(text)! });
