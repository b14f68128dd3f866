import { z } from 'zod';
import { port, text, words } from './_schema';
import { environmentVariables } from './environment-variables';
import { LOCAL_ID } from './image-name';
import { label } from './names';
import { resources } from './resources';
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
}).meta({ description: 'Image with its tag or digest' });

const portName = text({
  'port-name-invalid': (value) =>
    /^[a-z0-9-]{1,15}$/.test(value) && /[a-z]/.test(value) && !/^-|-$|--/.test(value)
      ? undefined
      : `${show(value)} is not a valid port name (expected at most 15 of a-z, 0-9 and single dashes within, with at least one letter)`,
});

const containerPort = z.strictObject({
  name: portName.meta({ description: 'Name of the port' }),
  port: port.meta({ description: 'Number of the port' }),
});

const probe = z
  .strictObject({
    path: text({
      'probe-path-invalid': (value) =>
        /^\/[\x21-\x7e]*$/.test(value)
          ? undefined
          : `${show(value)} is not a valid path (expected, for example, /healthz)`,
    })
      .meta({ description: 'HTTP GET of this path' })
      .optional(),
    port: z
      .union([port, portName])
      .meta({
        description: 'Number or name of the port; default: the only port of the container. Alone: a TCP connect',
      })
      .optional(),
    command: words.min(1).meta({ description: 'Run in the container; 0 is healthy' }).optional(),
    initialDelaySeconds: z.int().min(0).meta({ description: 'Wait before the first time; default 0' }).optional(),
    periodSeconds: z.int().min(1).meta({ description: 'Time from one to the next; default 10' }).optional(),
    timeoutSeconds: z.int().min(1).meta({ description: 'An answer is late after this; default 1' }).optional(),
    failureThreshold: z.int().min(1).meta({ description: 'This many failures in a row count; default 3' }).optional(),
  })
  .meta({ description: 'path (HTTP GET), command (exec), or port alone (TCP connect)' });

/** What every container can say, the main one of a workload included. */
export const common = {
  image,
  command: words.meta({ description: 'Instead of the entry point of the image' }).optional(),
  args: words.meta({ description: 'Arguments of the command' }).optional(),
  runAsUser: z
    .int()
    .min(1, {
      error: ({ input }) =>
        input === 0
          ? '0 is root, which tenants’ pods may not run as; name the user of the image, or leave it out'
          : undefined,
    })
    .max(2_147_483_647)
    .meta({ description: 'User id that the processes run as; default 65532' })
    .optional(),
  resources: resources.optional(),
  env: environmentVariables.optional(),
  runtime: z
    .enum(['java', 'node'])
    .meta({ description: 'A runtime that ignores the proxy variables unless told otherwise: it is told' })
    .optional(),
};

/** What only containers that stay can say. */
export const service = {
  ports: z.array(containerPort).meta({ description: 'Ports that the container listens on' }).optional(),
  probes: z
    .strictObject({ liveness: probe.optional(), readiness: probe.optional(), startup: probe.optional() })
    .meta({ description: 'How its health is known' })
    .optional(),
};

const name = label.meta({ description: 'Name of the container, a DNS label' });

export const initContainer = z.strictObject({ name, ...common });

export const sidecar = z.strictObject({ name, ...common, ...service });
