import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../cluster/api';
import { must } from '../process/exec';

/** How `flux bootstrap` installs kustomize-controller from a repository. */
interface Installed {
  /** What the repository adds to the arguments of the release. */
  readonly args: readonly string[];
  /** Account of the Kustomization that bootstrap creates; undefined: the controller's own. */
  readonly account?: string;
}

const CONTROLLERS = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
const RELEASE = ['--watch-all-namespaces=true', '--log-level=info'];

/**
 * Builds the folder of `flux bootstrap`, as bootstrap does before it applies anything: with the kustomization.yaml that
 * the repository has, and with what bootstrap writes in the place of the placeholders. Nothing is added where the
 * repository has none.
 */
export async function installedBy(kubectl: string, repository: string, environment: string): Promise<Installed> {
  const list = join(repository, 'clusters', environment, 'flux-system', 'kustomization.yaml');
  if (!existsSync(list)) return { args: [] };
  const folder = mkdtempSync(join(tmpdir(), 'egress-bootstrap-'));
  try {
    cpSync(dirname(list), folder, { recursive: true });
    writeFileSync(join(folder, 'gotk-components.yaml'), componentsText());
    writeFileSync(join(folder, 'gotk-sync.yaml'), SYNC);
    const built = parseAllDocuments(
      await must([kubectl, 'kustomize', '--load-restrictor=LoadRestrictionsNone', folder]),
    );
    const objects = built.map((document) => document.toJS() as KubernetesObject);
    const find = (kind: string, name: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name);
    const args = addedArguments(find('Deployment', 'kustomize-controller') as KubernetesObject);
    return { args, account: find('Kustomization', 'flux-system')?.spec.serviceAccountName };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What bootstrap writes into gotk-components.yaml, in short: the controllers. */
export function componentsText(): string {
  return CONTROLLERS.map(deployment).join('---\n');
}

/** What a Deployment adds to the arguments of the release. */
export function addedArguments(object: KubernetesObject): readonly string[] {
  return object.spec.template.spec.containers[0].args.slice(RELEASE.length);
}

function deployment(name: string): string {
  const labels = { 'app.kubernetes.io/component': name };
  const containers = [{ name: 'manager', image: `ghcr.io/fluxcd/${name}:v1.9.5`, args: RELEASE }];
  const template = { metadata: { labels: { app: name, ...labels } }, spec: { containers } };
  const spec = { selector: { matchLabels: { app: name } }, template };
  const metadata = { name, namespace: 'flux-system', labels };
  return `${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec })}\n`;
}

const SYNC = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 10m, path: ./clusters, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
