import { Construct } from 'constructs';
import { ArtifactGenerator, ArtifactGeneratorSpecSourcesKind } from '../../imports/source.extensions.fluxcd.io';
import type { Flux } from '../model/types';
import { artifactName, basePath, FLUX_SYSTEM, overlayPath, PLATFORM } from '../vocabulary';

interface ArtifactsProps {
  readonly environment: string;
  readonly flux: Flux;
  /** Names of the tenants, in the order in which their artifacts are made. */
  readonly tenants: readonly string[];
}

/** How the copies name the GitRepository. */
const ALIAS = 'repository';

/**
 * One artifact for the platform and one for each tenant, out of the environment's GitRepository. Its revision is a checksum
 * of its files, so that it changes with them, and not with each commit.
 */
export class Artifacts extends Construct {
  constructor(scope: Construct, id: string, props: ArtifactsProps) {
    super(scope, id);
    const { environment, flux, tenants } = props;
    const artifact = (owner: string, tenant?: string) => ({
      name: artifactName(flux.name, tenant),
      // For the status of commits: it does not count towards the artifact's own revision.
      originRevision: `@${ALIAS}`,
      // Where the repository has them, since overlays refer to the base by relative paths.
      copy: [basePath(owner), overlayPath(environment, owner)].map((folder) => ({
        from: `@${ALIAS}/${folder}/**`,
        to: `@artifact/${folder}/`,
      })),
    });
    new ArtifactGenerator(this, 'generator', {
      metadata: { name: flux.name, namespace: FLUX_SYSTEM },
      spec: {
        sources: [{ alias: ALIAS, kind: ArtifactGeneratorSpecSourcesKind.GIT_REPOSITORY, name: flux.source.name }],
        // They are made in this order: a change of the platform is on its way before the changes that need it.
        artifacts: [artifact(PLATFORM), ...tenants.map((tenant) => artifact(tenant, tenant))],
      },
    });
  }
}
