import { expect, test } from 'vitest';
import { input } from '../../src/graph/operations/index.ts';
import { ACTIVATION_NAMES, activations } from '../../src/nn/activations.ts';
import { CONVENTIONS, conventionValues } from '../../src/nn/conventions.ts';
import { compute, expectClose } from '../float64.ts';
import { toolkits } from '../golden/toolkits.ts';

const { x, ...golden } = toolkits.activations;

test.each(CONVENTIONS.flatMap((conventions) => ACTIVATION_NAMES.map((name) => [name, conventions] as const)))(
  '%s is that of %s, from -10000 to 10000',
  (name, conventions) => {
    const output = activations[name](input('x', [x.length]), conventionValues[conventions]);
    const expected = golden[conventions][name];
    expect(expected).toBeDefined();
    expectClose(compute([output], { x })[0]!, expected!);
  },
);
