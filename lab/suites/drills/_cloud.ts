import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

/** What programs of the cloud do to the world. */
interface CloudWorld {
  /** Root of the checkout. */
  readonly repository: string;
  /** Makes the VMs of these proxies again, from what is rendered in the checkout. */
  readonly replace: (proxies: readonly Named[]) => Promise<void>;
  /** Puts each Flexible IP back where Terraform has it. */
  readonly attachAddresses: () => Promise<void>;
  /** Lines of the list of Flexible IPs. */
  readonly addresses: () => readonly string[];
  /** What Terraform knows of each tenant, as its output has it. */
  readonly outputs: () => Readonly<Record<string, object>>;
  /** Installs Flux, or points it to another repository. */
  readonly bootstrap: (url: string) => Promise<void>;
}

interface Named {
  readonly tenant: string;
  readonly proxy: string;
}

interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Stand-ins for `tofu`, `scw` and `flux`: they know the calls that the runbooks make, and refuse all others. */
export class Cloud {
  private constructor(private readonly server: Server) {}

  /** @param socket that the stand-ins on PATH ask */
  static async start(socket: string, world: CloudWorld): Promise<Cloud> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', async () => {
        const words = Buffer.concat(parts).toString().split('\0').slice(0, -1);
        const { code, text } = await answer(world, words).catch((error: Error) => ({ code: 1, text: error.message }));
        response.end(`${code}\n${text}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return new Cloud(server);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

async function answer(world: CloudWorld, [program, ...args]: readonly string[]): Promise<Answer> {
  if (program === 'tofu') return tofu(world, args);
  if (program === 'flux') return flux(world, args);
  if (program === 'scw' && args.slice(0, 3).join(' ') === 'instance ip list') {
    return { code: 0, text: ['ADDRESS         SERVER', ...world.addresses()].join('\n') };
  }
  // The lab's kubectl is that of the new cluster already.
  if (program === 'scw' && args.slice(0, 3).join(' ') === 'k8s kubeconfig install')
    return { code: 0, text: 'installed' };
  return { code: 64, text: `the stand-in for ${program} does not know ${args.join(' ')}` };
}

async function tofu(world: CloudWorld, [folder = '', command, ...options]: readonly string[]): Promise<Answer> {
  const file = join(world.repository, folder.replace('-chdir=', ''), 'main.tf.json');
  if (!folder.startsWith('-chdir=') || !existsSync(file)) return { code: 1, text: `${folder}: there is no Terraform` };
  if (command === 'init') return { code: 0, text: 'OpenTofu has been successfully initialized!' };
  if (command === 'output') return { code: 0, text: JSON.stringify({ tenants: { value: world.outputs() } }) };
  if (command !== 'apply') return { code: 64, text: `the stand-in for tofu does not know ${command}` };
  const { resource } = JSON.parse(readFileSync(file, 'utf8')) as { resource: Record<string, Record<string, unknown>> };
  const replaced: Named[] = [];
  for (const option of options) {
    const [, type = '', name = ''] = /^-replace=([^.]+)\.(.+)$/.exec(option) ?? [];
    if (resource[type]?.[name] === undefined) return { code: 1, text: `${option}: there is no such resource` };
    const [tenant = '', proxy = ''] = name.split('_');
    replaced.push({ tenant, proxy });
  }
  await world.replace(replaced);
  await world.attachAddresses();
  return { code: 0, text: `Apply complete! Resources: ${replaced.length} replaced.` };
}

async function flux(world: CloudWorld, args: readonly string[]): Promise<Answer> {
  const [verb, kind, ...options] = args;
  const { url, branch, path } = Object.fromEntries(options.map((option) => option.replace(/^--/, '').split('=')));
  const isThere = path !== undefined && existsSync(join(world.repository, path, 'flux-system'));
  if (verb !== 'bootstrap' || kind !== 'git' || !url || branch !== 'main' || !isThere) {
    return { code: 1, text: `flux ${args.join(' ')}: expected bootstrap git --url --branch=main --path of a folder` };
  }
  await world.bootstrap(url);
  return { code: 0, text: 'all components are healthy' };
}
