/** A label that a head tells stands behind the columns in an evaluation: what speaks of columns leaves it out. */
import type { Modality } from '../data/dataset.ts';
import type { Evaluation } from './evaluation.ts';

type Told = Pick<Evaluation, 'modalities' | 'label'>;

/** The modalities that are columns of the data. */
export const columnModalities = <M extends Modality>({
  modalities,
  label,
}: {
  readonly modalities: readonly M[];
  readonly label?: Evaluation['label'];
}): readonly M[] => modalities.filter(({ name }) => name !== label?.name);

/** An evaluation with its columns alone. */
export const withoutLabel = <E extends Evaluation>(evaluation: E): E => ({
  ...evaluation,
  modalities: columnModalities(evaluation),
});

/** Whether the label is all that the model tells of a row: it has a head and no decoder. */
export const tellsLabelAlone = (evaluation: Told): boolean =>
  evaluation.label !== undefined && columnModalities(evaluation).length === 0;

/** What the best model without a latent knows: the means of columns, or how frequent each class is. */
export const trivialWords = (evaluation: Told): string =>
  tellsLabelAlone(evaluation) ? `the ${trivialLabel(evaluation.label!)}` : 'the column means';

/** The same of the label, for legends. */
export const trivialLabel = ({ task }: NonNullable<Evaluation['label']>): string =>
  task === 'regression' ? 'mean of the label' : 'shares of the classes';
