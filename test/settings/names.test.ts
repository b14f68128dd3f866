import { problemTests } from '../support/problem-cases';
import { CLIENT_B, loadFiles } from '../support/settings';

// Names: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'a name that is not a valid DNS label',
    'name: client-b\n',
    'name: Client_B\n',
    ['1:1 name: Client_B is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean client-b?'],
  ],
  [
    'a name that is longer than a label',
    'namespace: client-b-demo',
    'namespace: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn',
    [
      '3:1 namespace: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn has 64 characters, 1 more than a DNS label may have',
    ],
  ],
  [
    'a name that is not that of the file',
    'name: client-b\n',
    'name: client-x\n',
    ['1:1 name: client-x is not the name of its file; rename the file to client-x.yaml, or set name to client-b'],
  ],
  [
    'the reserved name platform',
    'name: client-b\n',
    'name: platform\n',
    ['1:1 name: platform is reserved: it is the folder of what is the cluster’s own'],
  ],
  [
    'the name of a controller’s account',
    'name: client-b\n',
    'name: kustomize-controller\n',
    ['1:1 name: kustomize-controller is reserved: it is the account of one of Flux’s own controllers'],
  ],
  [
    'the name of a node role',
    'name: client-b\n',
    'name: control-plane\n',
    ['1:1 name: control-plane is reserved: it would make the tenant’s taint that of control plane nodes'],
  ],
  [
    'the namespace default',
    'namespace: client-b-demo',
    'namespace: default',
    ['3:1 namespace: default is a namespace of the cluster’s own; choose another'],
  ],
  [
    'the namespace kube-system',
    'namespace: client-b-demo',
    'namespace: kube-system',
    ['3:1 namespace: kube-system is a namespace of the cluster’s own; choose another'],
  ],
  [
    'the namespace kube-public',
    'namespace: client-b-demo',
    'namespace: kube-public',
    ['3:1 namespace: kube-public is a namespace of the cluster’s own; choose another'],
  ],
  [
    'the namespace flux-system',
    'namespace: client-b-demo',
    'namespace: flux-system',
    ['3:1 namespace: flux-system is a namespace of the cluster’s own; choose another'],
  ],
  [
    'a group of Kubernetes’ own',
    'client-b-developers',
    'system:authenticated',
    ['27:20 access.groups[0]: system:authenticated is one of Kubernetes’ own groups; name a group of people'],
  ],
  [
    'a title with a line break',
    'title: client B',
    'title: "a\\nb"',
    ['2:1 title: "a\\nb" contains a line break or control character'],
  ],
  [
    'a node type that is none',
    'DEV1-M',
    '"DEV1 M; rm"',
    ['6:3 nodePool.nodeType: "DEV1 M; rm" is not a valid node type (expected, for example, DEV1-M)'],
  ],
  [
    'a namespace of the cluster’s own',
    'client-b-demo',
    'egress-dns',
    ['3:1 namespace: egress-dns is a namespace of the cluster’s own; choose another'],
  ],
]);

test.each(['flux-system', 'cert-manager'])('a tenant %s that has this namespace by default', (name) => {
  const text = CLIENT_B.replaceAll('client-b', name);
  const fine = loadFiles({ tenants: { [`${name}.yaml`]: text } });
  expect(fine.errors).toEqual([]);
  const { errors } = loadFiles({ tenants: { [`${name}.yaml`]: text.replace(`namespace: ${name}-demo\n`, '') } });
  expect(errors).toEqual([
    `tenants/${name}.yaml:1:1 name: ${name} is a namespace of the cluster’s own; choose another name, or set namespace`,
  ]);
});
