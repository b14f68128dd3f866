import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Tenant } from '../../lib';
import { vmFolder } from '../../lib/proxy';
import { expectGolden } from '../support/golden';
import { machines, SIZES } from '../support/machines';

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

test.each(SIZES)('a VM with %s has the files of its golden folder', (size) => {
  const { environment, tenants } = machines(size);
  const [tenant] = tenants as [Tenant];
  const [proxy] = tenant.egress.proxies as [Tenant['egress']['proxies'][number]];
  const folder = vmFolder({ environment, tenant, proxy });
  // What the folder does not hold as files of its own, as a reviewer and linters read it.
  const { write_files } = parse(folder['cloud-init.yaml'] ?? '') as CloudConfig;
  const others = write_files.filter(({ path }) => folder[basename(path)] === undefined);
  const root = Object.fromEntries(others.map(({ path, content }) => [`root${path}`, content]));
  expectGolden(join(__dirname, 'golden', size), { ...folder, ...root });
});
