/**
 * The defaults of the two toolkits people come from. They differ where nobody looks: how weights start, which epsilon
 * Adam uses and where it stands, how batch normalization keeps its running statistics, the slope of a leaky unit.
 *
 * @see Keras 3.15 `keras/src/{initializers,optimizers,layers,activations}`; PyTorch 2.15 `torch.nn`, `torch.optim`
 */
export const CONVENTIONS = ['keras', 'pytorch'] as const;
export type Conventions = (typeof CONVENTIONS)[number];

export interface ConventionValues {
  /** Keras: Glorot uniform, zero bias. PyTorch: uniform in +-1/sqrt(inputs), bias too. */
  readonly initializer: 'glorot-uniform' | 'fan-in-uniform';
  readonly adamEpsilon: number;
  /** Keras adds epsilon beside the uncorrected root of the second moment, PyTorch beside the corrected one. */
  readonly adamEpsilonBesideCorrected: boolean;
  /** Decoupled weight decay of AdamW, as a share of the learning rate. */
  readonly adamWeightDecay: number;
  readonly rmspropDecay: number;
  readonly rmspropEpsilon: number;
  /** Keras adds epsilon under the root of the mean square, PyTorch beside it. */
  readonly rmspropEpsilonUnderRoot: boolean;
  /** Added to the norm of all gradients where they are clipped. */
  readonly clipEpsilon: number;
  /** Share of a running statistic that a step keeps. */
  readonly batchNormMomentum: number;
  readonly batchNormEpsilon: number;
  /** PyTorch's running variance divides by n - 1, Keras's by n. */
  readonly batchNormUnbiased: boolean;
  readonly leakyReluSlope: number;
  /** What the velocity of momentum holds: rate * direction, or the direction alone. */
  readonly velocityHoldsRate: boolean;
}

export const conventionValues: Readonly<Record<Conventions, ConventionValues>> = {
  keras: {
    initializer: 'glorot-uniform',
    adamEpsilon: 1e-7,
    adamEpsilonBesideCorrected: false,
    adamWeightDecay: 0.004,
    rmspropDecay: 0.9,
    rmspropEpsilon: 1e-7,
    rmspropEpsilonUnderRoot: true,
    clipEpsilon: 0,
    batchNormMomentum: 0.99,
    batchNormEpsilon: 1e-3,
    batchNormUnbiased: false,
    leakyReluSlope: 0.2,
    velocityHoldsRate: true,
  },
  pytorch: {
    initializer: 'fan-in-uniform',
    adamEpsilon: 1e-8,
    adamEpsilonBesideCorrected: true,
    adamWeightDecay: 0.01,
    rmspropDecay: 0.99,
    rmspropEpsilon: 1e-8,
    rmspropEpsilonUnderRoot: false,
    clipEpsilon: 1e-6,
    batchNormMomentum: 0.9,
    batchNormEpsilon: 1e-5,
    batchNormUnbiased: true,
    leakyReluSlope: 0.01,
    velocityHoldsRate: false,
  },
};
