/** Colours of classes, told apart by people with any common colour blindness as far as ten can be. */
import { COLORS } from './theme.ts';

export const CLASS_COLORS: readonly string[] = [
  COLORS.blue,
  COLORS.orange,
  COLORS.green,
  COLORS.pink,
  COLORS.amber,
  COLORS.sky,
  '#7A5195',
  '#003C6E',
  '#8C564B',
  '#B5BD00',
];

/** What points without a class are called. */
export const NO_CLASS = 'no label';

/** What classes beyond those that colours tell apart are called together. */
export const OTHER_CLASSES = 'other';

const GREY: readonly string[] = [NO_CLASS, OTHER_CLASSES];

/** A colour scale over classes in their order; from the eleventh on, colours come again. Points without a class of their own are grey. */
export const classScale = (classes: readonly string[]): { domain: readonly string[]; range: readonly string[] } => ({
  domain: classes,
  range: classes.map((name, index) => (GREY.includes(name) ? COLORS.grey : CLASS_COLORS[index % CLASS_COLORS.length]!)),
});
