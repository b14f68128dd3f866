import fc from 'fast-check';
import { IS_NIGHTLY } from './nightly';

// The same generated cases in every run, so that a red test is red for everyone.
if (!IS_NIGHTLY) fc.configureGlobal({ seed: 20261128 });

export default fc;
