import fc from 'fast-check';

// The same generated cases in every run, so that a red test is red for everyone. FRESH_SEEDS=1 draws new ones.
if (!process.env.FRESH_SEEDS) fc.configureGlobal({ seed: 20261128 });

export default fc;
