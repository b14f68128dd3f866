import { durationSeconds } from '../settings/duration';
import { infraPath, PULL_UNIT, SIGNERS_FILE } from '../vocabulary';
import { asset, type ProxyVm } from './_vm';

const SCRIPT = `/usr/local/lib/egress-proxy/${PULL_UNIT}.sh`;
const UNITS = '/etc/systemd/system';
/** Where someone with root puts what a private repository asks for; no file of ours. */
const CREDENTIALS_FILE = '/etc/egress/pull-credentials';
const HTTPS_PORT = 443;

/** Whether the VM fetches its files by itself. */
export function pulls({ environment }: ProxyVm): boolean {
  return environment.infrastructure?.pull !== undefined;
}

/** The port of the Git server; undefined: the VM fetches nothing. */
export function pullPort({ environment }: ProxyVm): number | undefined {
  const url = environment.infrastructure?.pull?.url;
  return url === undefined ? undefined : Number(new URL(url).port) || HTTPS_PORT;
}

/** What fetches the VM's files, path → content. */
export function pullFiles({ environment, tenant, proxy }: ProxyVm): Readonly<Record<string, string>> {
  const pull = environment.infrastructure?.pull;
  if (pull === undefined) return {};
  const place = tenant.egress.proxies.findIndex(({ name }) => name === proxy.name);
  const seconds = (duration: string) => Math.ceil(durationSeconds(duration));
  return {
    [SCRIPT]: asset(`${PULL_UNIT}.sh`, {
      URL: pull.url,
      TAGS: `vm/${environment.name}/`,
      FOLDER: infraPath(environment.name, tenant.name, proxy.name),
      SIGNERS_FILE,
      CREDENTIALS_FILE,
      WAIT: place * seconds(pull.wait),
    }),
    [SIGNERS_FILE]: pull.signers.map((key) => `* namespaces="git" ${key}\n`).join(''),
    [`${UNITS}/${PULL_UNIT}.service`]: asset(`${PULL_UNIT}.service`, { PULL: SCRIPT }),
    [`${UNITS}/${PULL_UNIT}.timer`]: asset(`${PULL_UNIT}.timer`, { SECONDS: seconds(pull.interval) }),
  };
}
