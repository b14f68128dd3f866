import { allowedAnnotations, DEFAULT_ANNOTATIONS } from '../../lib/model/annotations';
import { annotationFault } from '../../lib/settings/annotation';
import { environmentText, loadFiles } from '../support/settings';

function load(annotations: unknown) {
  return loadFiles({
    environments: { 'production.ts': environmentText('production', { annotations: annotations as never }) },
  });
}

test('what every environment allows is well-formed, and belongs to no network plugin', () => {
  expect(DEFAULT_ANNOTATIONS.map(annotationFault)).toEqual(DEFAULT_ANNOTATIONS.map(() => undefined));
  expect(DEFAULT_ANNOTATIONS).toContain('kubectl.kubernetes.io/');
});

test.each([
  'helm.sh/',
  'meta.helm.sh/',
  'helm.toolkit.fluxcd.io/driftDetection',
  'kustomize.toolkit.fluxcd.io/prune',
  'kustomize.toolkit.fluxcd.io/force',
  'checksum/',
])('%s, which Helm, Flux or charts write, is allowed everywhere', (annotation) => {
  expect(DEFAULT_ANNOTATIONS).toContain(annotation);
});

test('an environment adds domains and keys to the defaults, each once', () => {
  const { loaded } = load(['reloader.stakater.com/', 'example.com/team', 'prometheus.io/']);
  const [production] = loaded?.model.environments ?? [];
  expect(production?.environment.annotations).toEqual([
    ...DEFAULT_ANNOTATIONS,
    'reloader.stakater.com/',
    'example.com/team',
  ]);
  expect(allowedAnnotations()).toEqual(DEFAULT_ANNOTATIONS);
});

test.each([
  ['*', /"?\*"? has a wildcard, which is not supported/],
  ['*/', /wildcard/],
  ['*.example.com/', /wildcard/],
  ['example.com/*', /wildcard/],
  ['', /is not an annotation key or domain \(expected, for example, example\.com\/ /],
  ['example.com', /is not an annotation key or domain/],
  ['/name', /is not an annotation key or domain/],
  ['example.com/a/b', /is not an annotation key or domain/],
  ['example.com/-a', /is not an annotation key or domain/],
  ['exa mple.com/', /is not an annotation key or domain/],
  ['Example.com/', /domains are lower case/],
  ["example.com/'] + ['", /is not an annotation key or domain/],
  ['cni.projectcalico.org/', /belongs to a network plugin \(projectcalico\.org\).*Remove it/],
  ['cni.projectcalico.org/podIPs', /belongs to a network plugin/],
  ['projectcalico.org/', /belongs to a network plugin/],
  ['vpc.amazonaws.com/pod-ips', /belongs to a network plugin/],
  ['policy.cilium.io/', /belongs to a network plugin/],
  ['io.cilium/', /belongs to a network plugin/],
  ['k8s.v1.cni.cncf.io/', /belongs to a network plugin/],
  ['k8s.v1.cni.cncf.io/networks', /belongs to a network plugin/],
  ['k8s.ovn.org/', /belongs to a network plugin/],
  ['kubernetes.io/', /includes annotations that the kubelet or the network plugin acts on/],
  ['kubernetes.io/config.mirror', /the kubelet or the network plugin/],
  ['kubernetes.io/egress-bandwidth', /the kubelet or the network plugin/],
])('%s is refused', (value, message) => {
  const { errors } = load(['example.com/', value]);
  expect(errors.filter((line) => line.startsWith('overlays/production.ts'))).toEqual([
    expect.stringMatching(/^overlays\/production\.ts:\d+:\d+ annotations\[1\]: /),
  ]);
  expect(errors.join('\n')).toMatch(message);
});

test.each(['example.com/', 'example.com/Name_1.x', 'a/', 'myprojectcalico.org/', 'kubernetes.io/change-cause'])(
  '%s is taken',
  (value) => {
    expect(load([value]).errors).toEqual([]);
  },
);

test('a key twice, and a list that is none, are problems', () => {
  expect(load(['example.com/', 'example.com/']).errors.join()).toContain('annotations[1]: is the same annotation');
  expect(load('example.com/').errors.join()).toContain('annotations: ');
});
