import { defineEnvironment } from '../../../../lib';
import { NETWORK } from '../../../testbed/network';

export default defineEnvironment({
  name: 'production',
  cluster: NETWORK,
  flux: {
    name: 'client-egress-prod',
    interval: '10m',
    source: { name: 'egress', url: 'https://git.example.com/platform/egress', ref: { branch: 'main' } },
  },
  gateways: { certificates: 'cert-manager' },
  owners: ['@example/platform'],
  logs: { host: 'logs.example.com' },
  terraform: { backend: { local: { path: '../../../.terraform/production.tfstate' } } },
  infrastructure: { cluster: 'kapsule-prod', ssh: ['198.51.100.7'] },
  registries: ['docker.io/curlimages'],
  runbooks: {
    contacts: {
      platform: 'platform on call, +33 1 99 00 00 00',
      security: 'security@example.com',
      partners: 'partner-desk@example.com',
    },
  },
  workloads: { resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
