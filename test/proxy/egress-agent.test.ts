import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const AGENT = join(__dirname, '../../lib/proxy/assets/egress-agent.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;

// The lab runs them as well, and fails without Python.
(hasPython ? test : test.skip)('the agent of a VM passes its own tests', () => {
  const { status, stderr } = spawnSync('python3', [join(__dirname, 'egress_agent_test.py'), AGENT], {
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK$/m);
  expect(status).toBe(0);
});
