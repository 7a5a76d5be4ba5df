import fc from 'fast-check';

// The same properties are tried at every run, so that a failure is the change's own; ELBO_FUZZ_SEED tries others.
fc.configureGlobal({ seed: Number(process.env.ELBO_FUZZ_SEED ?? 42) });
