import { expect, test } from 'vitest';
import { bestBound, covarianceEigenvalues } from '../laws/principal-components.ts';
import { sharedData } from '../shared-data.ts';
import { expectBest, linearData } from './linear-model.ts';

test.skipIf(sharedData('wdbc/wdbc.data') === undefined)(
  'a linear model of ten units reaches the bound of probabilistic PCA, and uses the six units it has a use for',
  async () => {
    const { rows, columns } = await linearData();
    const best = bestBound(covarianceEigenvalues(rows, columns), 10, 1);
    expect(best).toMatchObject({ activeUnits: 6, variance: 1 });
    await expectBest([], best);
  },
);
