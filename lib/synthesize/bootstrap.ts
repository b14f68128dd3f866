import { posix } from 'node:path';
import {
  bootstrapKustomization,
  type ControllerSettings,
  controllerPatches,
  controllersFault,
  shardKustomization,
} from '../flux';
import type { Environment } from '../model/types';
import type { OutputFile, Replaceable } from '../output';
import { BOOTSTRAP_FILES, bootstrapPath, KUSTOMIZATION, shardNames } from '../vocabulary';
import { toYaml } from './yaml';

const PLACEHOLDER = `# Empty until flux bootstrap writes this file. It does not write ${KUSTOMIZATION} where there is one, so that the
# controllers start with the arguments that stand there.
`;

const KEPT = new Map<string, Replaceable>();

/** One for each combination of settings, so that what is rendered twice is the same. */
function keptWith(settings: ControllerSettings): Replaceable {
  const key = JSON.stringify(settings);
  const known = KEPT.get(key) ?? { lacks: (text: string) => controllersFault(text, settings) };
  KEPT.set(key, known);
  return known;
}

const [COMPONENTS, SYNC] = BOOTSTRAP_FILES;

/**
 * The kustomization.yaml that `flux bootstrap` finds and keeps, with the arguments of Flux's controllers, and empty files
 * in the place of what bootstrap writes, without which it would not build. Each shard has a folder with a kustomization.yaml that
 * makes its controllers out of those of bootstrap.
 */
export function bootstrap({ name, source, flux, cluster }: Environment): OutputFile[] {
  const path = (file: string) => posix.join(bootstrapPath(name), file);
  const owner = { environment: name };
  const placeholder = (file: string, writtenWith: string): OutputFile => ({
    path: path(file),
    content: PLACEHOLDER,
    source,
    owner,
    replaceable: { lacks: accept, writtenWith: path(writtenWith) },
  });
  const { lockdown, wait, shards, artifacts } = flux;
  const settings = { lockdown, calico: cluster.cni === 'calico', wait, shards, artifacts };
  const patches = controllerPatches(settings).map(({ target, patch }) => ({
    target,
    patch: toYaml(patch, 'as given'),
  }));
  return [
    placeholder(COMPONENTS, SYNC),
    placeholder(SYNC, COMPONENTS),
    {
      path: path(KUSTOMIZATION),
      content: toYaml({ ...bootstrapKustomization(settings), patches }, 'as given'),
      source,
      owner,
      replaceable: keptWith(settings),
    },
    ...shardNames(shards).map((shard) => ({
      path: path(posix.join(shard, KUSTOMIZATION)),
      content: toYaml(shardKustomization(shard), 'as given'),
      source,
      owner,
    })),
  ];
}

function accept(): undefined {
  return undefined;
}
