import { clusterOf } from './_cluster';

/** Two states that share no manifest text, and of whose tenants each lacks one of the other. */
export const STATES = [clusterOf(['a', 'b', 'c', 'd'], 'one'), clusterOf(['b', 'c', 'd', 'e'], 'two')] as const;
