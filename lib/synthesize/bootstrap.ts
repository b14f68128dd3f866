import {
  BOOTSTRAP_FILES,
  bootstrapKustomization,
  type ControllerSettings,
  controllerPatches,
  controllersFault,
} from '../flux';
import type { Environment } from '../model/types';
import type { OutputFile, Replaceable } from '../output';
import { toYaml } from './yaml';

/** Folder in which `flux bootstrap --path=clusters/<environment>` keeps its own. */
const BOOTSTRAP_FOLDER = 'flux-system';

const PLACEHOLDER =
  '# Empty until flux bootstrap writes this file. It does not write kustomization.yaml where there is one, so that the\n# controllers start with the arguments that stand there.\n';

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
 * in the place of what bootstrap writes, without which it would not build.
 */
export function bootstrap({ source, flux, cluster }: Environment, folder: string): OutputFile[] {
  const path = (file: string) => `${folder}/${BOOTSTRAP_FOLDER}/${file}`;
  const placeholder = (file: string, writtenWith: string): OutputFile => ({
    path: path(file),
    content: PLACEHOLDER,
    source,
    replaceable: { lacks: accept, writtenWith: path(writtenWith) },
  });
  const settings = { lockdown: flux.lockdown, calico: cluster.cni === 'calico' };
  const patches = controllerPatches(settings).map(({ target, patch }) => ({
    target,
    patch: toYaml(patch, 'as given'),
  }));
  return [
    placeholder(COMPONENTS, SYNC),
    placeholder(SYNC, COMPONENTS),
    {
      path: path('kustomization.yaml'),
      content: toYaml({ ...bootstrapKustomization(), patches }, 'as given'),
      source,
      replaceable: keptWith(settings),
    },
  ];
}

function accept(): undefined {
  return undefined;
}
