import { type ApiObject, JsonPatch } from 'cdk8s';
import { podTemplateSteps } from '../../kinds';
import type { Container, Workload } from '../../model/types';

/**
 * Adds the pauses before containers end, which are newer than the types of cdk8s-plus.
 *
 * @param object of one of the kinds of workloads; not of a class of cdk8s-plus, which drops what its types do not have
 */
export function addPauses(
  object: ApiObject,
  { initContainers, sidecars }: Pick<Workload, 'initContainers' | 'sidecars'>,
  main: Container,
): void {
  const pod = `/${(podTemplateSteps(object) ?? []).join('/')}/spec`;
  const add = ({ preStop }: Container, place: string) => {
    if (preStop?.sleep === undefined) return;
    const lifecycle = { preStop: { sleep: { seconds: preStop.sleep } } };
    object.addJsonPatch(JsonPatch.add(`${pod}/${place}/lifecycle`, lifecycle));
  };
  add(main, 'containers/0');
  for (const [index, sidecar] of sidecars.entries()) add(sidecar, `initContainers/${initContainers.length + index}`);
}
