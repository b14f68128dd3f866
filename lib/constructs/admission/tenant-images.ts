import { COMPLETE_NAME, LOCAL_ID } from '../../settings/image-name';
import { IMAGE_REGISTRIES, policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { CONTAINERS, NOT_PROBE, POD, REGISTRIES, SPEC_WRITTEN, TENANT, WORKLOAD_RULES } from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

const tenant = 'variables.tenant';

/**
 * CEL: an image's full name, as containerd completes it, without its tag and digest. The same in TypeScript is
 * `completeImage`; a test compares the two.
 */
const COMPLETED = lines(
  "variables.references.map(r, r.find('^([^/@]*/)*[^/:@]*')).map(name,",
  "  !name.contains('/') ? 'docker.io/library/' + name :",
  "  name.matches('^(index[.])?docker[.]io/[^/]*$') ? 'docker.io/library/' + name.substring(name.indexOf('/') + 1) :",
  "  name.startsWith('index.docker.io/') ? name.substring(6) :",
  "  name.matches('^(localhost|[^/]*[.:A-Z][^/]*)/') ? name :",
  "  'docker.io/' + name)",
);

/** CEL: the platform lists no registries for the tenant. To continue with what holds where it lists some. */
const ANYWHERE = `!('${IMAGE_REGISTRIES}' in namespaceObject.metadata.?annotations.orValue({})) ||`;

/** The node pulls images from its own address, past the tenant's proxy: only from where the platform says. */
/** @param probed whether tenants have probes, whose image the platform chooses */
export const imagesPolicy = (probed: boolean): AdmissionPolicyProps => ({
  name: policyName('images'),
  description: 'Images of a tenant come from the registries in its settings',
  rules: WORKLOAD_RULES,
  conditions: probed ? [SPEC_WRITTEN, NOT_PROBE] : [SPEC_WRITTEN],
  variables: [
    TENANT,
    POD,
    CONTAINERS,
    REGISTRIES,
    {
      name: 'references',
      expression: lines(
        "variables.containers.map(c, c.?image.orValue('')).filter(image, image != '') +",
        "variables.pod.?volumes.orValue([]).filter(v, has(v.image)).map(v, v.image.?reference.orValue(''))",
        "  .filter(image, image != '')",
      ),
    },
    { name: 'ids', expression: `variables.references.filter(r, r.matches('${LOCAL_ID.source}'))` },
    { name: 'completed', expression: COMPLETED },
    {
      name: 'elsewhere',
      expression: lines(
        'variables.completed.filter(name,',
        `  !name.matches(r'${COMPLETE_NAME.source.replaceAll('\\/', '/')}') ||`,
        "  !variables.registries.exists(r, name == r || name.startsWith(r + '/')))",
      ),
    },
  ],
  validations: [
    {
      expression: lines(ANYWHERE, 'variables.ids.size() == 0'),
      messageExpression: say`tenant ${tenant}: ${"variables.ids.join(', ')"} can be the ID of any image that is on the node. Name the image with its registry and tag`,
    },
    {
      expression: lines(ANYWHERE, 'variables.elsewhere.size() == 0'),
      messageExpression: say`tenant ${tenant}: images come from ${"variables.registries.join(', ')"}, and not ${"variables.elsewhere.join(', ')"}. Use an image of these, or propose its registry under registries in tenants/${tenant}.yaml`,
    },
  ],
});
