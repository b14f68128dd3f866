import type { Problems } from '../entry';

/** Flux, Git repositories and Terraform. */
export const FLUX = {
  'duration-invalid': {
    title: 'A value is not a duration that Flux accepts',
    why: 'Flux refuses the object.',
    fix: 'Write for example 5m or 1h30m.',
  },
  'repository-url': {
    title: 'A value is not an address of a Git repository that can be used here',
    why: 'It is not https:// or ssh://, contains credentials, or leads to a machine inside the network.',
    fix: 'Write the public address of the repository, and keep credentials in a Secret.',
  },
  'repository-url-inside': {
    severity: 'warning',
    title: 'The platform’s repository has an address inside the network',
    why: 'The server that answers there decides what the cluster applies.',
    fix: 'Make sure that it is your Git server.',
  },
  'repository-path': {
    title: 'A value is not a folder of the repository',
    why: 'Flux takes a relative path without .. steps.',
    fix: 'Write for example ./deploy.',
  },
  'repository-kustomize': {
    severity: 'warning',
    title: 'A tenant’s repository may contain kustomization files',
    why: 'Everyone who can write to it can have Flux’s controller fetch from any address, past every proxy.',
    fix: 'Restrict the controller by a NetworkPolicy (docs/flux.md), or commit what is built.',
  },
  'git-reference': {
    title: 'A Git reference is not valid, or is not exactly one of branch, tag and semver',
    why: 'Flux would follow none, or another one than expected.',
    fix: 'Set exactly one of the three.',
  },
  'git-secret-missing': {
    title: 'An ssh:// repository has no secret',
    why: 'Flux cannot read it without a key.',
    fix: 'Set secret to a Secret with identity and known_hosts, or use https://.',
  },
  'tag-verification': {
    title: 'Signed tags are demanded, but a branch is followed',
    why: 'Flux refuses that.',
    fix: 'Set ref.tag or ref.semver, or use mode HEAD.',
  },
  'tag-range-open': {
    severity: 'warning',
    title: 'Signatures are demanded of the highest tag in a range without an upper end',
    why: 'Flux does not fall back to an older tag. Everyone who can push a tag can stop all later deployments with a tag that is not signed, or signed with another key.',
    fix: 'Set an upper end, for example ">=1.0.0 <2.0.0", so that a later range excludes such a tag, or set ref.tag. Otherwise delete the tag in the repository.',
  },
  'flux-key-unused': {
    title: 'A key of flux.source has no effect without url',
    why: 'Without url no GitRepository is rendered.',
    fix: 'Add url, or remove the key.',
  },
  'flux-registry-invalid': {
    title: 'A value is not a registry of Flux’s images',
    why: 'The controllers’ images would not be found.',
    fix: 'Write for example registry.example.com/fluxcd.',
  },
  'flux-wait-shape': {
    title: 'flux.wait is set where all tenants have one Kustomization',
    why: 'One pod that does not start would keep every later change from all tenants.',
    fix: 'Set flux.reconcile: per-tenant, or remove wait.',
  },
  'flux-shards-shape': {
    title: 'flux.shards is set where all tenants have one Kustomization',
    why: 'A Kustomization is reconciled by one controller. There would be nothing to divide.',
    fix: 'Set flux.reconcile: per-tenant, or remove shards.',
  },
  'flux-artifacts-shape': {
    title: 'flux.artifacts is set where all tenants have one Kustomization',
    why: 'That Kustomization reads the files of all tenants, so that every change would wake it, as without artifacts.',
    fix: 'Set flux.reconcile: per-tenant, or remove artifacts.',
  },
  'flux-artifacts-many': {
    title: 'An environment with flux.artifacts has too many tenants',
    why: 'An ArtifactGenerator makes at most 1,000 artifacts: one for the platform, and one for each tenant. The API server refuses more.',
    fix: 'Divide the tenants between several clusters, each an environment of its own, or remove artifacts.',
  },
  'source-watcher-missing': {
    suppressible: true,
    title: 'flux.artifacts is set, and the files of flux bootstrap do not install source-watcher',
    why: 'Without its kind ArtifactGenerator, Flux refuses the whole folder of the cluster: nothing in it is applied, and no tenant’s Kustomization finds an artifact.',
    fix: 'Run flux bootstrap with --components-extra=source-watcher, and merge what it commits before flux.artifacts. If source-watcher is installed in another way, suppress this.',
  },
  'notify-channel-invalid': {
    title: 'A value is not the name of a channel',
    why: 'The messages would not arrive.',
    fix: 'Write for example platform-alerts.',
  },
  'notify-key-unused': {
    title: 'A key of a notification has no effect with its kind',
    why: 'channel is for slack, severity for messages, repository for the status of commits.',
    fix: 'Remove the key, or choose another kind.',
  },
  'notify-repository-missing': {
    title: 'The status of commits has no repository',
    why: 'Without one Flux does not know whose commits get a status.',
    fix: 'Set repository to the web address of the repository, or flux.source.url.',
  },
  'notify-forge-differs': {
    title: 'The status of commits would be sent to another forge than the repository’s',
    why: 'GitHub and GitLab have different programming interfaces. Flux would ask one for what only the other knows, and no commit would get a status.',
    fix: 'Set kind to the forge that holds the repository, or repository to the address there.',
  },
  'notify-without-events': {
    severity: 'warning',
    title: 'A tenant is to be notified of events that do not exist',
    why: 'With flux.reconcile: per-environment Flux has one Kustomization for all tenants, so no event is about one of them.',
    fix: 'Set flux.reconcile: per-tenant in the environment, or notify: [] for it in the tenant.',
  },
  'extra-invalid': {
    title: 'A path cannot be listed under extra',
    why: 'It is a pattern, is outside of the environment’s folders, or is a file that changes what Flux applies.',
    fix: 'List each file below clusters/<environment>/ or dist/infra/<environment>/.',
  },
  'node-type-invalid': {
    title: 'A value is not a node type',
    why: 'The cloud refuses it.',
    fix: 'Write for example DEV1-M.',
  },
  'node-type-missing': {
    title: 'A node pool has no node type',
    why: 'Terraform creates the pools of this environment and needs one.',
    fix: 'Set nodePool.nodeType, for example DEV1-M.',
  },
  'infrastructure-name-invalid': {
    title: 'A value is not a name that Terraform can use',
    why: 'It becomes part of a Terraform string.',
    fix: 'Use letters, digits, dots, dashes and underscores.',
  },
  'pull-signer-invalid': {
    title: 'A signer is not a public key for signatures',
    why: 'The VMs compare the signature of a tag with these keys. One that ssh-keygen cannot read would have every tag refused.',
    fix: 'Write the first two words of the .pub file.',
  },
  'terraform-setting': {
    title: 'A Terraform setting is not valid, or contains a secret',
    why: 'What is rendered is committed, and expressions would be evaluated.',
    fix: 'Write the plain value; pass secrets by environment variables.',
  },
  'terraform-unused': {
    severity: 'warning',
    title: 'Terraform settings have no effect',
    why: 'Without infrastructure nothing is rendered for Terraform.',
    fix: 'Add infrastructure, or remove terraform.',
  },
  'terraform-state-unset': {
    severity: 'warning',
    standing: true,
    title: 'No backend for Terraform’s state is set',
    why: 'State would be kept in a folder that is committed, and it can contain secrets.',
    fix: 'Set terraform.backend, for example { s3: { bucket, key, region } }.',
  },
  'terraform-state-committed': {
    title: 'Terraform’s state is inside dist/',
    why: 'It would be committed, and it can contain secrets.',
    fix: 'Choose a path outside of dist/.',
  },
  'retired-unused': {
    severity: 'warning',
    title: 'Retired addresses are listed where Terraform makes none',
    why: 'The entries have no effect without infrastructure.',
    fix: 'Add infrastructure, or remove them.',
  },
  'retired-in-use': {
    title: 'A retired proxy still exists, perhaps under a new name',
    why: 'Its address would be kept twice.',
    fix: 'Remove the entry, or the proxy.',
  },
  'date-invalid': {
    title: 'A value is not a date',
    why: 'Dates are year-month-day, and a day of the calendar.',
    fix: 'Write for example 2027-03-31.',
  },
} as const satisfies Problems;
