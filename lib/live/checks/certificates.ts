import { X509Certificate } from 'node:crypto';
import { hasCertificate } from '../../model/tenant-names';
import type { Tenant } from '../../model/types';
import { GATEWAY_SECRET, SQUID_TLS } from '../../vocabulary';
import { lastWords } from '../kubectl';
import type { Check, Result, World } from '../types';

const DAY = 24 * 60 * 60 * 1000;

/** Their names are the same in a gateway's Secret and on a VM. */
const FILES = ['tls.crt', 'ca.crt'];

export const check: Check = {
  title: 'certificates do not end soon',
  rights: [{ verb: 'get', group: '', resource: 'secrets', where: 'gateways', names: [GATEWAY_SECRET] }],
  async run(world) {
    const results = await Promise.all(
      world.tenants.map(async (tenant) => [
        ...(hasCertificate(tenant.egress) ? await ofGateway(world, tenant) : []),
        ...(tenant.egress.clientCertificate ? await ofProxies(world, tenant) : []),
      ]),
    );
    return results.flat();
  },
};

async function ofGateway(world: World, tenant: Tenant): Promise<Result[]> {
  const { cluster } = world;
  const namespace = tenant.gateway?.namespace ?? '';
  const object = `Secret ${namespace}/${GATEWAY_SECRET}`;
  // The key is not asked for.
  const path = FILES.map((file) => `{.data.${file.replace('.', '\\.')}}{"\\n"}`).join('');
  const output = await cluster.run([
    'get',
    'secret',
    GATEWAY_SECRET,
    `--namespace=${namespace}`,
    `--output=jsonpath=${path}`,
  ]);
  if (output.code !== 0)
    return [{ tenant: tenant.name, object, message: lastWords(output), found: { id: 'live-certificate-missing' } }];
  const texts = output.stdout.split('\n').map((text) => Buffer.from(text, 'base64').toString('utf8'));
  return FILES.map((file, index) => judge(world, tenant.name, `${object} ${file}`, texts[index] ?? ''));
}

async function ofProxies(world: World, { name }: Tenant): Promise<Result[]> {
  const vms = (await world.vms()).filter(({ vm, state }) => vm.tenant === name && state !== 'unreachable');
  const results = await Promise.all(
    vms.map(async ({ vm }) =>
      Promise.all(
        FILES.map(async (file) => {
          const text = await world.onVm(vm, `cat ${SQUID_TLS}/${file} 2>/dev/null || sudo -n cat ${SQUID_TLS}/${file}`);
          return judge(world, name, `VM ${vm.proxy} ${file}`, text);
        }),
      ),
    ),
  );
  return results.flat();
}

function judge({ options }: World, tenant: string, object: string, text: string): Result {
  let ends: Date;
  try {
    ends = new Date(new X509Certificate(text).validTo);
  } catch {
    return { tenant, object, message: 'is not a certificate', found: { id: 'live-certificate-missing' } };
  }
  const days = Math.floor((ends.getTime() - Date.now()) / DAY);
  const day = ends.toISOString().slice(0, 10);
  if (days < 0) return { tenant, object, message: `ended on ${day}`, found: { id: 'live-certificate-ends' } };
  if (days < options.days)
    return {
      tenant,
      object,
      message: `ends on ${day}, in ${days} days (expected at least ${options.days})`,
      found: { id: 'live-certificate-ends' },
    };
  return { tenant, object, message: `ends on ${day}, in ${days} days` };
}
