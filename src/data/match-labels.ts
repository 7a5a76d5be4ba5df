/** Labels of new data by the classes of those a model learned from: matched by name, as columns are. */
import { DataError } from '../base/errors.ts';
import type { Labels } from './dataset.ts';

/**
 * @param where - the new data, for messages
 * @throws DataError when a row has a class that the model never saw
 */
export function matchLabels(fresh: Labels, learned: Labels, where: string): Labels {
  const positions = fresh.classes.map((name) => learned.classes.indexOf(name));
  const unknown = fresh.classes.find((_, i) => positions[i]! < 0 && fresh.values.includes(i));
  if (unknown !== undefined) {
    throw new DataError(where, `"${unknown}" of ${fresh.name} is none of the classes that the model learned`, {
      expected: learned.classes,
      given: unknown,
    });
  }
  const { positive } = learned;
  return {
    name: fresh.name,
    classes: learned.classes,
    values: fresh.values.map((value) => (value < 0 ? -1 : positions[value]!)),
    ...(positive === undefined ? {} : { positive }),
  };
}
