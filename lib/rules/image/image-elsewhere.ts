import { isFrom } from '../../settings/image-name';
import { pod } from '../_example';
import { withoutProbes } from '../_probe';
import { map, maps, text } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'An image comes from a registry that the settings do not list',
  why: 'The node pulls images from its own address, past the tenant’s proxy. Where registries are listed, admission refuses all others, so the pod would not run.',
  fix: 'Use an image of one of the registries, or add its registry to registries in the tenant’s settings or the environment’s.',
  good: [pod('Deployment client-a-demo/web')`containers: [{ name: web, image: "curlimages/curl:8.11.1" }]`],
  bad: [
    pod('Deployment client-a-demo/web')`containers: [{ name: web, image: "evil.example/web:1.2.3" }]`,
    pod('Deployment client-b/api')`initContainers: [{ name: migrate, image: "172.16.28.21:10250/x:1" }]`,
    pod('Deployment client-b/api')`initContainers: [{ name: migrate, image: "sha256:3f8a4339aadda" }]`,
  ],
  check: (context) =>
    withoutProbes(context).pods.flatMap(({ of, path, spec, containers, tenant }) => {
      const { registries } = tenant;
      if (registries === undefined) return [];
      const isElsewhere = (image: string) => image !== '' && !isFrom(image, registries);
      const message = (image: string) => `${image} is not of ${registries.join(', ')}`;
      return [
        ...containers.flatMap((container): Found[] => {
          const image = text(container.spec.image) ?? '';
          return isElsewhere(image) ? [found(of, [...container.path, 'image'], message(image))] : [];
        }),
        ...maps(spec.volumes).flatMap((volume, index): Found[] => {
          const image = text(map(volume.image).reference) ?? '';
          const at = [...path, 'volumes', index, 'image', 'reference'];
          return isElsewhere(image) ? [found(of, at, message(image))] : [];
        }),
      ];
    }),
};
