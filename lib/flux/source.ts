import { Construct } from 'constructs';
import { GitRepository, type GitRepositorySpecVerifyMode } from '../../imports/source.toolkit.fluxcd.io';
import type { Flux } from '../model/types';
import { FLUX_SYSTEM } from '../vocabulary';

export interface SourceProps {
  readonly flux: Flux & { readonly source: { readonly url: string } };
}

/** The repository that Flux reads, with what it demands of a commit before it believes it. */
export class Source extends Construct {
  constructor(scope: Construct, id: string, props: SourceProps) {
    super(scope, id);
    const { interval, source } = props.flux;
    new GitRepository(this, 'repository', {
      metadata: { name: source.name, namespace: FLUX_SYSTEM },
      spec: {
        interval,
        url: source.url,
        ref: source.ref,
        secretRef: source.secret === undefined ? undefined : { name: source.secret },
        verify: source.verify && {
          // The imported enum knows only the deprecated `head` of the two spellings.
          mode: source.verify.mode as GitRepositorySpecVerifyMode,
          secretRef: { name: source.verify.secret },
        },
      },
    });
  }
}
