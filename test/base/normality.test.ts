import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/base/normal-distribution.ts';
import {
  andersonDarling,
  dagostino,
  kolmogorovSmirnov,
  type NormalityTest,
  shapeOf,
  shapiroWilk,
} from '../../src/base/normality.ts';
import { RandomStreams } from '../../src/base/random.ts';

const LISTS: Readonly<Record<string, (i: number, count: number) => number>> = {
  sine: (i) => Math.sin(1 + i * 1.7) * 1.5 + 0.3,
  skewed: (i, count) => Math.exp(0.5 * normalQuantile((((i * 7919) % count) + 0.5) / count)),
  near: (i, count) => normalQuantile((i + 0.5) / count) + 0.1 * Math.sin(i * 1.7),
};

type Golden = readonly [
  name: string,
  count: number,
  shapiro: readonly [number, number],
  kolmogorov: readonly [number, number],
  anderson: number | undefined,
  dagostino: readonly [number, number] | undefined,
  shape: readonly [number, number],
];

// scipy 1.17.1: stats.shapiro, stats.kstest(x, 'norm', mode='asymp'), stats.anderson(x).statistic, stats.normaltest,
// stats.skew and stats.kurtosis of the same lists.
const GOLDEN: readonly Golden[] = [
  [
    'sine',
    3,
    [0.9119720332333501, 0.42469302388276575],
    [0.49333212657050146, 0.4585442956172859],
    undefined,
    undefined,
    [-0.5555139518468607, -1.4999999999999998],
  ],
  [
    'skewed',
    3,
    [0.98158341249276, 0.7400151211806648],
    [0.7312149019657812, 0.08086531135091851],
    undefined,
    undefined,
    [0.28081055245836856, -1.5000000000000004],
  ],
  [
    'near',
    3,
    [0.9954374524306109, 0.8708971342745411],
    [0.20616362271995176, 0.9995590513982237],
    undefined,
    undefined,
    [-0.14241636774250366, -1.5000000000000002],
  ],
  [
    'sine',
    5,
    [0.9268217343951741, 0.5748631301538958],
    [0.42666545990383475, 0.32253502026934133],
    undefined,
    undefined,
    [-0.5451895848545069, -1.1407916241297074],
  ],
  [
    'skewed',
    5,
    [0.960604109495, 0.8121837627855604],
    [0.7008627599999205, 0.014714243610880494],
    undefined,
    undefined,
    [0.5527138553327032, -0.9104885649381624],
  ],
  [
    'near',
    5,
    [0.9985662162932808, 0.9993267948945842],
    [0.13533303897472054, 0.9999883215371485],
    undefined,
    undefined,
    [0.05701321666374847, -0.9379931548856724],
  ],
  [
    'sine',
    8,
    [0.9244236916723737, 0.4667747100464089],
    [0.2855897553908926, 0.5315541886112192],
    0.2711885376607839,
    undefined,
    [-0.2574174683479995, -1.2111581801158569],
  ],
  [
    'skewed',
    8,
    [0.9449254015949489, 0.660092271149967],
    [0.6788108818714054, 0.0012565313723569846],
    0.23745394422918054,
    undefined,
    [0.7593268604889657, -0.3418373758608695],
  ],
  [
    'near',
    8,
    [0.9938427175116209, 0.9989822327034861],
    [0.09866462406371057, 0.9999988155986205],
    0.11073949042798326,
    undefined,
    [-0.04591926380254445, -0.8723729972200731],
  ],
  [
    'sine',
    20,
    [0.9021152033980328, 0.045189376135412185],
    [0.23558975539089255, 0.21691804018599103],
    0.577030998706153,
    [6.222703901067278, 0.04454069779668863],
    [-0.1747930944320088, -1.4135747968728742],
  ],
  [
    'skewed',
    20,
    [0.9217751849698754, 0.10719976740737275],
    [0.6462879565248975, 1.1092875046829717e-7],
    0.48204468056756866,
    [6.874406085409582, 0.032154494420958364],
    [1.0790509111472546, 0.831422597857435],
  ],
  [
    'near',
    20,
    [0.9948017276316479, 0.999987920443301],
    [0.06225257278198304, 0.9999988992474576],
    0.09000254123755624,
    [0.006971754713466324, 0.9965201912602072],
    [0.036933727544795576, -0.4460270506216544],
  ],
  [
    'sine',
    200,
    [0.8997749896681583, 2.4314055373103865e-10],
    [0.19296252230741706, 6.803443121435513e-7],
    5.98679802653902,
    [7999.278001170408, 0.0],
    [-0.007902978661072488, -1.494029429417557],
  ],
  [
    'skewed',
    200,
    [0.8913700220066618, 7.335601496465691e-11],
    [0.6244905381992526, 3.5735538756367206e-68],
    4.823477918468058,
    [69.82023262827654, 6.898094222162488e-16],
    [1.534581132902584, 3.505230093539736],
  ],
  [
    'near',
    200,
    [0.999185057216241, 0.9999993775583289],
    [0.010483609173523756, 1.0],
    0.02532427242522317,
    [0.032463047091025606, 0.9838994977830376],
    [-0.00369892414464446, -0.13066907703780695],
  ],
  [
    'sine',
    3000,
    [0.8995431094179365, 1.4228190123312969e-40],
    [0.18749944740261737, 4.9269447919394054e-92],
    91.55668265153736,
    [19112.20002434894, 0.0],
    [-0.0006285119523720324, -1.4995356916964315],
  ],
  [
    'skewed',
    3000,
    [0.8819514921260108, 5.009440179277956e-43],
    [0.6221586979342796, 0.0],
    73.62752535485879,
    [1085.390407018447, 2.043938200655214e-236],
    [1.7063854903070212, 5.1960365865456595],
  ],
  [
    'near',
    3000,
    [0.9999614899545185, 1.0],
    [0.0027527795059937576, 1.0],
    0.009489191848388145,
    [0.0027846596411086415, 0.9986086390209091],
    [0.0012343586861871306, -0.009898409810209952],
  ],
];

/** Probabilities that are small are compared by their logarithm: what is quoted of them is the power of ten. */
function expectTest({ statistic, pValue }: NormalityTest, [wanted, probability]: readonly [number, number]): void {
  expect(Math.abs(statistic / wanted - 1)).toBeLessThan(1e-6);
  if (probability > 1e-3) expect(Math.abs(pValue - probability)).toBeLessThan(1e-5);
  else expect(Math.abs(Math.log(pValue + 1e-300) / Math.log(probability + 1e-300) - 1)).toBeLessThan(1e-4);
}

describe.each(GOLDEN)('%s, %d values', (name, count, shapiro, kolmogorov, anderson, pearson, shape) => {
  const values = Float64Array.from({ length: count }, (_, i) => LISTS[name]!(i, count));

  test('every statistic is that of scipy', () => {
    expectTest(shapiroWilk(values), shapiro);
    expectTest(kolmogorovSmirnov(values), kolmogorov);
    const { skewness, excessKurtosis } = shapeOf(values);
    expect(skewness).toBeCloseTo(shape[0], 10);
    expect(excessKurtosis).toBeCloseTo(shape[1], 10);
    if (anderson !== undefined) expect(andersonDarling(values).statistic).toBeCloseTo(anderson, 8);
    if (pearson !== undefined) expectTest(dagostino(values), pearson);
  });
});

test('normal values are refused at 5 % as often as that says', () => {
  const draws = 2000;
  const tests = { shapiroWilk, kolmogorovSmirnov, andersonDarling, dagostino };
  const refused = { shapiroWilk: 0, kolmogorovSmirnov: 0, andersonDarling: 0, dagostino: 0 };
  const values = new Float64Array(60);
  for (let draw = 0; draw < draws; draw++) {
    new RandomStreams(3).of('normal values', draw).fillStandardNormal(values);
    for (const name of Object.keys(tests) as (keyof typeof tests)[])
      if (tests[name](values).pValue < 0.05) refused[name]++;
  }
  for (const count of Object.values(refused)) expect(Math.abs(count / draws - 0.05)).toBeLessThan(0.02);
});
