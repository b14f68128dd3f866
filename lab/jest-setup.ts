import { heldLabs } from './hold';
import { tearDown } from './teardown';

/** Jest hides signals from tests, so that a lab's own handlers are deaf there; this runs outside. */
export default function setup(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      for (const state of heldLabs()) tearDown(state);
      process.exit(1);
    });
  }
}
