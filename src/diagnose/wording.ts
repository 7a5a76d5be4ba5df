/** Numbers and names inside the sentences of findings. */
import { formatNumber } from '../base/format-number.ts';

/** Such as `24 %`: two significant digits. */
export const percent = (share: number): string => `${formatNumber(Number((100 * share).toPrecision(2)))} %`;

/** Such as `a, b and c`. */
export const listed = (parts: readonly string[], conjunction = 'and'): string =>
  parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} ${conjunction} ${parts.at(-1)}`;

/** A number of a modality: its name only where there are several. */
export const ofModality = (text: string, name: string, modalityCount: number): string =>
  modalityCount === 1 ? text : `${text} (${name})`;
