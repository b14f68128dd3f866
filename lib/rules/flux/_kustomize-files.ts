import { KUSTOMIZATION } from '../_names';
import { type Files, type Reconciled, texts } from '../rendered';

const LISTS = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
];

interface RemoteEntry {
  readonly file: string;
  readonly key: string;
  readonly entry: string;
}

/** What kustomization.yaml files take from elsewhere than this repository. */
export function remoteEntries(files: Files, origins: Reconciled['origins']): readonly RemoteEntry[] {
  const read = [...(origins?.read ?? [])].filter((path) => path.endsWith(`/${KUSTOMIZATION}`));
  return read.flatMap((file) =>
    files.documents(file).flatMap((content) =>
      LISTS.flatMap((key) =>
        texts(content[key])
          .filter(isRemote)
          .map((entry) => ({ file, key, entry })),
      ),
    ),
  );
}

/** As kustomize sees it: a URL, an scp-like address, a host that it knows to have repositories. */
function isRemote(entry: string): boolean {
  return /^[a-z+]+:(\/\/|:)|^[^/]+@[^/]+:|[?&](ref|version)=|^(github|gitlab|bitbucket)\.|\.git(\/\/|$)/i.test(entry);
}
