import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ASSETS = join(__dirname, '../../lib/proxy/assets');
const hasPython = spawnSync('python3', ['--version']).status === 0;

// The lab runs them as well, and fails without Python.
(hasPython ? test.each : test.skip.each)([
  ['egress_agent_test.py', 'egress-agent.py'],
  ['egress_shipper_test.py', 'egress-agent-logs.py'],
])('the agent of a VM passes its own tests: %s', (tests, file) => {
  const { status, stderr } = spawnSync('python3', [join(__dirname, tests), join(ASSETS, file)], { encoding: 'utf8' });
  expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK$/m);
  expect(status).toBe(0);
});
