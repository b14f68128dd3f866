import { z } from 'zod';
import { label } from './names';
import { alternatives, issue, text } from './schema';
import { readTarget } from './target';

function requestFault(value: string): string | undefined {
  const target = readTarget(value);
  return typeof target === 'string' ? target : undefined;
}

const request = text({ 'expectation-invalid': requestFault });

const expectation = z
  .strictObject({
    allow: request
      .meta({ description: 'A request that pods must be able to make, for example GET https://ifconfig.me/ip' })
      .optional(),
    deny: request
      .meta({
        description:
          'A request that must not be possible, by the proxy or without it, for example CONNECT evil.example:443',
      })
      .optional(),
    from: label.meta({ description: 'Workload whose pods make the request. Default: each workload' }).optional(),
  })
  .superRefine(({ allow, deny }, context) => {
    if ((allow === undefined) === (deny === undefined))
      context.addIssue(issue('expectation-invalid', 'has to set either allow or deny (expected exactly one of them)'));
  })
  .meta({ id: 'Expectation', description: 'A request that has to be possible, or must not be' });

alternatives.add(expectation, { groups: [['allow'], ['deny']] });

export const expectations = z.array(expectation).meta({
  description:
    'Tests of what pods of the tenant reach, which check runs over what is rendered. The list of an environment replaces that of the tenant. Default: none',
});
