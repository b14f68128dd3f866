import { heldLabs } from '../lifetime/ownership';
import { tearDown } from '../lifetime/teardown';

/** Removes the labs of tests that did not get to do it themselves. */
export default function teardown(): void {
  for (const state of heldLabs()) {
    process.stderr.write(`lab ${state.name} was still up\n`);
    tearDown(state);
  }
}
