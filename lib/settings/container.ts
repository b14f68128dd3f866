import { z } from 'zod';
import { environmentFrom, environmentVariables } from './environment-variables';
import { LOCAL_ID } from './image-name';
import { label } from './names';
import { portName } from './port-name';
import { resources } from './resources';
import { alternatives, issue, port, replacedWhole, text, words } from './schema';
import { show } from './text';

const IMAGE =
  /^([a-zA-Z0-9.-]+(:\d{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

export const image = text({
  'image-invalid': (value) => {
    if (!IMAGE.test(value) || value.length > 512)
      return `${show(value)} is not a valid image (expected, for example, registry.example.com/team/app:1.2.3)`;
    return LOCAL_ID.test(value)
      ? `${show(value)} can be the ID of any image that is on the node (expected, for example, registry.example.com/team/app:1.2.3); name the image with its registry and tag`
      : undefined;
  },
}).meta({ description: 'Image with a tag or digest, for example registry.example.com/team/app:1.2.3' });

const containerPort = z
  .strictObject({
    name: portName.meta({ description: 'Name of the port' }),
    port: port.meta({ description: 'Number of the port' }),
  })
  .meta({ id: 'ContainerPort', description: 'A port that the container listens on' });

const probe = z
  .strictObject({
    path: text({
      'probe-path-invalid': (value) =>
        /^\/[\x21-\x7e]*$/.test(value)
          ? undefined
          : `${show(value)} is not a valid path (expected, for example, /healthz)`,
    })
      .meta({ description: 'Path of an HTTP GET request' })
      .optional(),
    port: z
      .union([port, portName])
      .meta({ description: 'Number or name of the port. Default: the only port of the container' })
      .optional(),
    command: words
      .min(1)
      .meta({ description: 'Command to run in the container; exit code 0 means healthy. With BusyBox: wget -Y off' })
      .optional(),
    initialDelaySeconds: z
      .int()
      .min(0)
      .meta({ description: 'Seconds to wait before the first probe. Default: 0' })
      .optional(),
    periodSeconds: z.int().min(1).meta({ description: 'Seconds between two probes. Default: 10' }).optional(),
    timeoutSeconds: z.int().min(1).meta({ description: 'Seconds before the probe times out. Default: 1' }).optional(),
    failureThreshold: z
      .int()
      .min(1)
      .meta({ description: 'Number of failures in a row after which the container counts as unhealthy. Default: 3' })
      .optional(),
  })
  .meta({
    id: 'Probe',
    description: 'A health check: an HTTP GET request (path), a command, or a TCP connection (only port)',
  })
  .register(alternatives, { groups: [['path', 'port'], ['command']] });

const preStop = z
  .strictObject({
    sleep: z.int().min(1).max(3600).meta({ description: 'Seconds to wait, without a program in the image' }).optional(),
    command: words.min(1).meta({ description: 'Command to run in the container' }).optional(),
  })
  .superRefine(({ sleep, command }, context) => {
    if ((sleep === undefined) === (command === undefined))
      context.addIssue(issue('pre-stop-source', 'must have exactly one of sleep and command'));
  })
  .meta({ id: 'PreStop', description: 'Exactly one of sleep and command' });
replacedWhole.add(preStop, { isReplacedWhole: true });

/** A non-root user, numeric so that the kubelet can verify it: the user of distroless images. */
export const DEFAULT_USER = 65532;

/** Keys of every container, the main one of a workload included. */
export const common = {
  image,
  command: words.meta({ description: 'Command. Default: the entry point of the image' }).optional(),
  args: words.meta({ description: 'Arguments of the command. Default: those of the image' }).optional(),
  runAsUser: z
    .int()
    .min(1, {
      error: ({ input }) =>
        input === 0
          ? '0 is root, which tenants’ pods may not run as; name the user of the image, or leave it out'
          : undefined,
    })
    .max(2_147_483_647)
    .meta({ description: 'User ID that the processes run as, not 0' })
    .default(DEFAULT_USER),
  resources: resources
    .meta({ description: 'CPU and memory of the container. Default: the environment’s workloads.resources' })
    .optional(),
  env: environmentVariables,
  envFrom: environmentFrom,
  writableRoot: z
    .boolean()
    .meta({
      description:
        'Whether the container may write to the files of its image, for images that need it. What it writes is lost with the container; an emptyDir where it writes is safer',
    })
    .default(false),
  runtime: z
    .enum(['java', 'node'])
    .meta({
      description:
        'Runtime that needs extra configuration to honour the proxy variables (docs/clients.md). Default: any other runtime',
    })
    .optional(),
};

/** Keys of containers that keep running. */
export const service = {
  ports: z.array(containerPort).meta({ description: 'Ports that the container listens on' }).default([]),
  probes: z
    .strictObject({
      liveness: probe.meta({ description: 'The kubelet restarts the container when this probe fails' }).optional(),
      readiness: probe.meta({ description: 'The pod receives traffic only while this probe succeeds' }).optional(),
      startup: probe.meta({ description: 'The other probes start when this probe has succeeded' }).optional(),
    })
    .meta({ description: 'Health checks' })
    .default({}),
  preStop: preStop
    .meta({
      description:
        'What happens before the container is told to end, within terminationGracePeriodSeconds: for example a few seconds in which it still serves requests that are under way. Default: nothing',
    })
    .optional(),
};

const name = label.meta({ description: 'Name of the container: a DNS label' });

export const initContainer = z
  .strictObject({ name, ...common })
  .meta({ id: 'InitContainer', description: 'A container that runs to completion before the others start' });

export const container = z
  .strictObject({ name, ...common, ...service })
  .meta({ id: 'Container', description: 'A container that keeps running' });
