import { APPLY_SCRIPT, SIGNERS_FILE } from '../vocabulary';

/** A machine's files by name, machines by `<tenant>/<proxy>`. */
type Machines = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Pull {
  readonly urls: readonly string[];
  readonly signers: readonly string[];
}

/** What a change means for who can change the VMs of an environment by a tag that they fetch, one sentence each. */
export function pullSteps(before: Machines, after: Machines): readonly string[] {
  const [old, now] = [pullOf(before), pullOf(after)];
  const added = now.signers.filter((signer) => !old.signers.includes(signer));
  const removed = old.signers.filter((signer) => !now.signers.includes(signer));
  const urls = now.urls.filter((url) => !old.urls.includes(url));
  const begins = old.urls.length === 0;
  if (now.urls.length === 0 && !begins && after.size > 0)
    return ['VMs no longer fetch their files: signed tags change nothing from then on, and vm:apply brings the files'];
  return [
    ...urls.map((url) =>
      begins
        ? `VMs fetch their files from ${url} from now on: a signed tag changes them without an approval`
        : `VMs fetch their files from ${url} instead of ${old.urls.join(', ')}`,
    ),
    ...added.map((signer) => `everyone who has the private key of ${signer} can change every VM from now on`),
    ...(after.size > 0 ? removed : []).map(
      (signer) => `${signer} signs no more tags for VMs, once each VM has these files: until then, its tags count`,
    ),
  ];
}

/** As `apply.sh` brings it, from all machines together. */
function pullOf(machines: Machines): Pull {
  const scripts = [...machines.values()].flatMap((files) => {
    const [, script] = (files.get(APPLY_SCRIPT) ?? '').split(`"$1${SIGNERS_FILE}" <<`);
    return script === undefined ? [] : [{ script, whole: files.get(APPLY_SCRIPT) ?? '' }];
  });
  const signers = scripts.flatMap(({ script }) => {
    const [end = '', ...lines] = script.split('\n');
    const last = lines.indexOf(end.replaceAll("'", ''));
    return lines.slice(0, last).map((line) => line.split(' ').slice(-2).join(' '));
  });
  const urls = scripts.flatMap(({ whole }) => /^url=(\S+)$/m.exec(whole)?.[1] ?? []);
  return { urls: [...new Set(urls)], signers: [...new Set(signers)] };
}
