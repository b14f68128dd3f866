import type { Environment } from '../../model/types';
import { pod } from '../_example';
import { text } from '../_rendered';
import { everyPod } from '../_support';
import type { RuleDefinition } from '../rule';

/** Tags that registries and pipelines move. */
const MOVING = /^(latest|stable|main|master|edge|nightly|dev|develop|snapshot|canary)$/;

export const rule: RuleDefinition = {
  title: 'An image tag is mutable',
  severity: 'warning',
  why: 'Two pods of one Deployment may run different code, a restart may deploy something that was never reviewed, and a revert in Git does not bring the old image back. This is an error in production, which means an environment with that name, or one whose source is a tag, a version or signed.',
  fix: 'Name a version, or better a digest: image: example.com/web@sha256:….',
  suppressible: true,
  good: [
    pod('Deployment client-a-demo/web')`containers: [{ name: web, image: "registry.example.com:5000/web:1.2.3" }]`,
    pod('Deployment client-a-demo/web')`
      containers:
        - name: web
          image: example.com/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    `,
  ],
  bad: [
    pod('Deployment client-a-demo/web')`containers: [{ name: web, image: "example.com/web:latest" }]`,
    pod('Deployment client-a-demo/web')`containers: [{ name: web, image: "registry.example.com:5000/web" }]`,
  ],
  check: (context) => {
    const severity = isProduction(context.environment) ? 'error' : 'warning';
    return [...everyPod(context).pods, ...context.platformPods].flatMap((pod) =>
      pod.containers.flatMap(({ name, spec, path }) => {
        const what = floats(text(spec.image) ?? '');
        return what
          ? [{ on: pod.of, path: [...path, 'image'], severity, message: `container ${name}: ${what}` } as const]
          : [];
      }),
    );
  },
};

function isProduction({ name, flux }: Environment): boolean {
  const { ref, verify } = flux.source;
  return name === 'production' || ref?.tag !== undefined || ref?.semver !== undefined || verify !== undefined;
}

function floats(image: string): string | undefined {
  if (image.includes('@')) return undefined;
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1];
  if (tag === undefined) return `${image} has no tag, which means latest`;
  return MOVING.test(tag) ? `${image}: ${tag} is moved from image to image` : undefined;
}
