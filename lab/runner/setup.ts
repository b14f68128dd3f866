import { heldLabs, RUN } from '../lifetime/ownership';
import { readOwner } from '../lifetime/state';
import { tearDown } from '../lifetime/teardown';
import { isSameProcess } from '../process/proc';

/** Jest hides signals from tests, so that a lab's own handlers are deaf there; this runs outside. */
export default function setup(): void {
  process.env[RUN] = String(process.pid);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      for (const state of heldLabs()) {
        const owner = readOwner(state);
        // A worker would go on building what is being removed.
        if (owner && owner.pid !== process.pid && isSameProcess(owner)) process.kill(owner.pid, 'SIGKILL');
        tearDown(state);
      }
      process.exit(1);
    });
  }
}
