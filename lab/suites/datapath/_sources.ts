/** Where connections start: pods and machines, by what they are to the tenant. */
export const SOURCES = {
  tenant: 'a pod of its own namespace',
  near: 'a pod without policies on its own node',
  far: 'a pod without policies on another node',
  liar: 'a pod on its own node with labels that claim its namespace',
  'far-liar': 'a pod on another node with labels that claim its namespace',
  otherTenant: 'the other tenant’s pod',
  ownNode: 'its own node',
  otherNode: 'another node',
  controlPlane: 'the machine of the API server',
  proxy: 'its proxy’s machine',
  gateway: 'the gateway of the private network',
} as const;
export type Source = keyof typeof SOURCES;
