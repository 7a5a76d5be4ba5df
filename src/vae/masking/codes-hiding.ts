import type { Modality } from '../../data/dataset.ts';
import type { ModelMasking } from './mask-graph.ts';
import { DUMMY, HIDDEN } from './masking.ts';

/**
 * A mask that hides whole modalities.
 *
 * @param hidden - their names
 * @param dummies - names of modalities hidden as dummies
 * @returns `[width]`
 */
export function codesHiding(
  { per, width }: Pick<ModelMasking, 'per' | 'width'>,
  modalities: readonly Modality[],
  hidden: readonly string[],
  dummies: readonly string[] = [],
): Uint8Array {
  const codes = new Uint8Array(width);
  modalities.forEach(({ name, start, count }, index) => {
    const code = hidden.includes(name) ? HIDDEN : dummies.includes(name) ? DUMMY : 0;
    if (per === 'modality') codes[index] = code;
    else codes.fill(code, start, start + count);
  });
  return codes;
}
