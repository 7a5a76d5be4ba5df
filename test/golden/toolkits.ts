/** What PyTorch and Keras compute: `toolkits.json`, written by `toolkits.py`, which says with which versions. */
import { readFileSync } from 'node:fs';
import type { Conventions } from '../../src/nn/conventions.ts';

type Rows = readonly (readonly number[])[];
type OfToolkits<T> = Readonly<Record<Conventions, T>>;

interface Toolkits {
  readonly optimizers: {
    readonly start: readonly number[];
    readonly gradients: Rows;
    readonly rates: readonly number[];
    /** Weights after each step. */
    readonly adam: OfToolkits<Rows>;
    readonly adamw: OfToolkits<Rows>;
    readonly rmsprop: OfToolkits<Rows>;
    readonly rmspropWithMomentum: OfToolkits<Rows>;
    readonly momentum: OfToolkits<Rows>;
    readonly descent: OfToolkits<Rows>;
  };
  readonly clipping: {
    readonly gradients: readonly [Rows, readonly number[]];
    readonly limits: readonly number[];
  } & OfToolkits<readonly (readonly [Rows, readonly number[]])[]>;
  readonly batchNormalization: {
    readonly x: Rows;
    readonly gain: readonly number[];
    readonly shift: readonly number[];
  } & OfToolkits<Normalized> & { readonly keras: { readonly one: Omit<Normalized, 'again' | 'use'> } };
  readonly activations: { readonly x: readonly number[] } & OfToolkits<Readonly<Record<string, readonly number[]>>>;
  readonly likelihoods: {
    readonly outputs: Rows;
    readonly targets: Rows;
    readonly bernoulli: readonly number[];
    /** Variance to nats of each row. */
    readonly gaussian: Readonly<Record<string, readonly number[]>>;
  };
  readonly divergence: { readonly mean: Rows; readonly logVariance: Rows; readonly perUnit: Rows };
  readonly plateau: { readonly losses: readonly number[]; readonly rates: readonly number[] };
  readonly training: {
    readonly x: Rows;
    /** One block per step. */
    readonly noise: readonly Rows[];
    readonly before: Readonly<Record<string, readonly number[] | Rows>>;
    readonly after: Readonly<Record<string, readonly number[] | Rows>>;
    readonly losses: readonly number[];
    readonly kl: readonly number[];
  };
}

interface Normalized {
  readonly training: Rows;
  /** After a second step, on twice the rows. */
  readonly again: Rows;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly use: Rows;
}

export const toolkits = JSON.parse(readFileSync(new URL('toolkits.json', import.meta.url), 'utf8')) as Toolkits;
