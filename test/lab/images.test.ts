import { fullImageName, imagesOf } from '../../lab/cluster/images';
import type { Workload } from '../../lib';
import { environment, tenant } from './_model';

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['curlimages/curl:8.11.1', 'docker.io/curlimages/curl:8.11.1'],
  ['ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
  ['localhost:5000/x', 'localhost:5000/x:latest'],
  ['localhost/x:2', 'localhost/x:2'],
  ['ghcr.io/a/b:1@sha256:ff', 'ghcr.io/a/b@sha256:ff'],
])('the runtime keeps %s as %s', (reference, name) => {
  expect(fullImageName(reference)).toBe(name);
});

test('the images of an environment are those of all its containers, each once', () => {
  const container = (image: string) => ({
    name: 'x',
    image,
    runAsUser: 1,
    env: {},
    writableRoot: false,
    ports: [],
    probes: {},
  });
  const workload: Workload = {
    name: 'x',
    kind: 'Deployment',
    container: container('a:1'),
    initContainers: [container('b:1'), container('a:1')],
    sidecars: [container('c:1')],
    volumes: [],
    files: [],
    labels: {},
    annotations: {},
    imagePullSecrets: [],
  };
  expect(imagesOf(environment([tenant('a', [], { workloads: [workload, workload] })]))).toEqual([
    'docker.io/library/a:1',
    'docker.io/library/b:1',
    'docker.io/library/c:1',
  ]);
});
