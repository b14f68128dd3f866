import type { Lab } from '../../lab';
import { INTERNET } from '../../machine/topology';

/** Counts, in the internet, the packets that reach the web from what is not a proxy: the nodes, by their gateway. */
export class Witness {
  private constructor(private readonly lab: Lab) {}

  static async place(lab: Lab): Promise<Witness> {
    const { gateway, internet } = lab.topology;
    const rules = `table ip witness {
  chain input {
    type filter hook input priority -10
    ip saddr ${gateway.publicAddress} ip daddr ${internet.web} counter
  }
}
`;
    await lab.host(INTERNET).must(['nft', '-f', '-'], { input: rules });
    return new Witness(lab);
  }

  /** Packets so far. */
  async packets(): Promise<number> {
    const table = await this.lab.host(INTERNET).must(['nft', 'list', 'table', 'ip', 'witness']);
    return Number(/counter packets (\d+)/.exec(table)?.[1]);
  }
}
