import { z } from 'zod';
import { portName } from './port-name';
import { port, replacedWhole, unique } from './schema';

const servicePort = z
  .strictObject({
    name: portName.meta({ description: 'Name of the port' }),
    port: port.meta({ description: 'Number of the port that clients connect to' }),
    targetPort: z
      .union([port, portName])
      .meta({ description: 'Name or number of the containers’ port. Default: the port of the same name' })
      .optional(),
  })
  .meta({ id: 'ServicePort', description: 'A port of the Service' });

/** The Service of a workload. */
export const workloadService = z
  .union([
    z.literal('none'),
    z
      .strictObject({
        ports: unique(servicePort, 'name', ({ name }) => name)
          .meta({ description: 'Ports of the Service. Default: one for each port of the containers' })
          .optional(),
        headless: z
          .boolean()
          .meta({
            description:
              'Whether names lead to the pods themselves and not to one address for all. Default: true for a StatefulSet, false for others',
          })
          .optional(),
      })
      .meta({ id: 'WorkloadService', description: 'The Service of a workload' }),
  ])
  .meta({
    description:
      'The Service that other pods call by the name of the workload; none: there is no Service. Default: a Service with one port for each port of the containers',
  });
replacedWhole.add(workloadService, { isReplacedWhole: true });
