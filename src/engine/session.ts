/** The one door to ONNX Runtime. It loads when first used. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';

export interface EngineOptions {
  /** Threads of one product. The same number gives the same bits. */
  readonly threads: number;
}

export type FeedData = Float32Array | Int32Array | Uint8Array | BigInt64Array;
export interface Feed {
  readonly data: FeedData;
  readonly shape: readonly number[];
}

export interface EngineSession {
  /** Inputs are read in place; outputs are fresh arrays. */
  run(feeds: Readonly<Record<string, Feed>>): Promise<Record<string, { data: FeedData; shape: readonly number[] }>>;
  release(): Promise<void>;
}

/**
 * Opens a model. Numbers too small for a normal float count as zero: they would slow products a hundredfold. From then
 * on this holds for all arithmetic of the calling thread, JavaScript's own included; bytes that are copied stay.
 */
export async function openSession(model: Uint8Array, options: EngineOptions): Promise<EngineSession> {
  const ort = await import('onnxruntime-node');
  const session: InferenceSession = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  const types = { Float32Array: 'float32', Int32Array: 'int32', Uint8Array: 'uint8', BigInt64Array: 'int64' } as const;
  const toTensor = ({ data, shape }: Feed): Tensor => {
    const type = types[data.constructor.name as keyof typeof types];
    return new ort.Tensor(type, data as never, shape);
  };
  return {
    async run(feeds) {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, toTensor(feed)]));
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, { data: tensor.data as FeedData, shape: tensor.dims }]),
      );
    },
    release: () => session.release(),
  };
}

/** The version of the runtime: part of what a resumed run must agree on. */
export async function runtimeVersion(): Promise<string> {
  const ort = await import('onnxruntime-node');
  return ort.env.versions.node ?? ort.env.versions.common;
}
