import { join } from 'node:path';
import { assetsIn } from '../../assets';

/**
 * Names inside the cluster, and for all others the answer that there is no such name. Not REFUSED, which a server without
 * any zone for a name would say: musl takes that for no answer, and waits until its time is over. Addresses have no names
 * here: a tenant that asked for one after the other would get the Services of all tenants.
 */
export const COREFILE = assetsIn(join(__dirname, 'assets'))('Corefile');
