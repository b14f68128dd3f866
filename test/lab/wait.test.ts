import { abortable } from '../../lab/process/abort';
import { run } from '../../lab/process/exec';
import { type Component, waitFor } from '../../lab/process/wait';
import { EgressError } from '../../lib/errors';

const component: Component = {
  name: 'etcd',
  host: 'control-plane',
  log: '/logs/etcd.log',
  isAlive: true,
  tail: () => 'one\ntwo',
};

test('what the probe returns at last is returned, and what it throws before is not the end', async () => {
  let tries = 0;
  const probe = async () => {
    tries++;
    if (tries === 1) throw new Error('not yet');
    return tries === 3 && 'done';
  };
  expect(await waitFor('it is done', probe, { interval: 1 })).toBe('done');
});

test('too late, the error says what, the last reason, the component, its last lines and its log', async () => {
  const probe = async () => {
    throw new Error('connection refused');
  };
  const failed = waitFor('it answers', probe, { timeout: 1, interval: 1, needs: [component] });
  await expect(failed).rejects.toThrow(EgressError);
  await expect(failed).rejects.toMatchObject({
    code: 2,
    message: [
      'waited 0.001 s until it answers',
      'connection refused',
      '  etcd on control-plane, /logs/etcd.log:',
      '    one',
      '    two',
    ].join('\n'),
  });
});

test('a component that has ended is not waited for, and only that one is named', async () => {
  const dead = { ...component, name: 'kube-apiserver', log: '/logs/apiserver.log', isAlive: false };
  const failed = waitFor('it answers', async () => false, { timeout: 60_000, needs: [component, dead] });
  await expect(failed).rejects.toMatchObject({
    message: [
      'waiting until it answers: kube-apiserver on control-plane has ended',
      '  kube-apiserver on control-plane, /logs/apiserver.log:',
      '    one',
      '    two',
    ].join('\n'),
  });
});

test('once the work is aborted, none of its ways goes on: neither a wait nor a command', async () => {
  const controller = new AbortController();
  let commands = 0;
  const work = abortable(controller.signal, () =>
    Promise.allSettled([
      waitFor('it never happens', async () => false, { interval: 1 }),
      run(['sleep', '0']).then(() => {
        commands++;
      }),
      waitFor('a command would be next', async () => controller.signal.aborted, { interval: 1 }).then(() =>
        run(['true']),
      ),
    ]),
  );
  controller.abort();
  expect((await work).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(commands).toBe(0);
});
