import { ensureBinaries } from '../../binaries/ensure';
import type { Lab } from '../../lab';
import { say, testOptions } from '../../runner/options';

/** A way to take the enforcement of policies from one node, and to give it back. */
interface Engine {
  /** What happens, for the title of a test. */
  readonly title: string;
  readonly stop: (lab: Lab, node: string) => Promise<unknown>;
  readonly start: (lab: Lab, node: string) => Promise<unknown>;
}

const CALICO: Engine = {
  title: 'a policy engine that is dead: nothing is enforced',
  stop: async (lab, node) => {
    await lab.stop('felix', node);
    for (const table of ['raw', 'mangle', 'filter']) await lab.host(node).must(['iptables', '-t', table, '-F']);
  },
  start: (lab, node) => lab.start('felix', node),
};

/** A dead agent leaves its programs in the kernel, and they go on enforcing. One that is told not to enforce does not. */
const CILIUM: Engine = {
  title: 'a policy engine that enforces nothing',
  stop: (lab, node) => configure(lab, node, 'never'),
  start: (lab, node) => configure(lab, node, 'default'),
};

async function configure(lab: Lab, node: string, enforcement: string): Promise<void> {
  const binaries = await ensureBinaries(say, testOptions());
  await lab.host(node).must([binaries['cilium-dbg'] as string, 'config', `PolicyEnforcement=${enforcement}`]);
}

/** The engine of the lab that runs. */
export const ENGINE = testOptions().cni === 'cilium' ? CILIUM : CALICO;
