import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { EnvironmentModel } from '../../lib';
import { ensureDebian } from '../binaries/debian';
import { COREDNS_IMAGE, PAUSE_IMAGE } from '../binaries/versions';
import { must } from '../process/exec';

/** Nothing can be pulled in a lab: what runs there is made of this machine's busybox, curl and openssl, under the real names. */
const CLIENTS = ['/usr/bin/curl', '/usr/bin/openssl'];

const FOREVER = ['/bin/sleep', '2147483647'];

interface Image {
  readonly tags: readonly string[];
  readonly layers: readonly string[];
  /** Its entry point, where arguments replace its command. Default: none. */
  readonly entrypoint?: readonly string[];
  /** Default: none. */
  readonly command?: readonly string[];
  /** By name or number, as the image's own Dockerfile has it. */
  readonly user: string;
}

/** The full name under which the container runtime keeps an image: with registry, and a tag or a digest. */
export function fullImageName(reference: string): string {
  const [withTag = '', digest] = reference.split('@');
  const slash = withTag.indexOf('/');
  const first = withTag.slice(0, Math.max(slash, 0));
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const named = isRegistry ? withTag : `docker.io/${slash < 0 ? 'library/' : ''}${withTag}`;
  const [, path = '', tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? [];
  return digest ? `${path}@${digest}` : `${path}:${tag}`;
}

/** Every image that the environment's workloads name, each once. */
export function imagesOf(model: EnvironmentModel): string[] {
  const containers = model.tenants.flatMap((tenant) =>
    tenant.workloads.flatMap((workload) => [workload.container, ...workload.initContainers, ...workload.sidecars]),
  );
  return [...new Set(containers.map((container) => fullImageName(container.image)))].sort();
}

/** The images that the gateways of the environment's tenants name, each once. */
export function gatewayImagesOf(model: EnvironmentModel): string[] {
  return [...new Set(model.tenants.flatMap(({ gateway }) => (gateway ? [fullImageName(gateway.image)] : [])))].sort();
}

/** What an image of the lab does in place of the real one. */
export interface StandIn {
  /** Programs and other files by path; all are executable. Default: none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs of this machine, by path, with their libraries. Default: none. */
  readonly programs?: readonly string[];
  /** Default: none. */
  readonly entrypoint?: readonly string[];
  /** Default: it sleeps. */
  readonly command?: readonly string[];
}

export interface Archives {
  /** For every node: the sandbox and the tenants' images. */
  readonly common: string;
  /** For the node that runs the cluster's DNS, and that of the tenants if there is one. */
  readonly dns: string;
  /** Names that an archive cannot carry, each to be tagged after the import, and the image that they mean. */
  readonly digests: readonly string[];
  readonly base: string;
}

/** Name of the image that the others are copies of. */
const BASE = 'lab.invalid/base:1';

/**
 * Writes the archives that the nodes import.
 *
 * @param folder where to
 * @param references full names, see `fullImageName`
 * @param ca file of the certificate authority that they trust
 * @param coredns path of the binary
 * @param resolver full name of the image of the tenants' resolver. Default: there is none
 * @param gateways full names of the images of tenants' gateways. Default: there are none
 * @param standIns by full name: images that do more. Default: there are none
 */
export async function makeImages(
  folder: string,
  references: readonly string[],
  ca: string,
  coredns: string,
  resolver?: string,
  gateways: readonly string[] = [],
  standIns: Readonly<Record<string, StandIn>> = {},
): Promise<Archives> {
  const [base, dns, haproxy, ...others] = await Promise.all([
    baseLayer(folder, ca),
    dnsLayer(folder, ca, coredns),
    gateways.length > 0 ? haproxyLayer(folder) : undefined,
    ...Object.entries(standIns).map(([name, standIn], index) => standInLayer(folder, `${index}`, name, standIn)),
  ]);
  const tags = [BASE, ...references.filter((reference) => !reference.includes('@') && !(reference in standIns))];
  const common = join(folder, 'common.tar');
  const dnsArchive = join(folder, 'dns.tar');
  await Promise.all([
    archive(common, [
      { tags, layers: [base], command: FOREVER, user: 'curl_user' },
      { tags: [PAUSE_IMAGE], layers: [base], command: FOREVER, user: '65535' },
      ...others.map((image) => ({ ...image, layers: [base, ...image.layers] })),
      ...(haproxy ? [{ tags: gateways, layers: [base, haproxy], command: ['haproxy'], user: '99' }] : []),
    ]),
    archive(dnsArchive, [
      { tags: [COREDNS_IMAGE, ...(resolver ? [resolver] : [])], layers: [dns], entrypoint: ['/coredns'], user: '0' },
    ]),
  ]);
  for (const layer of [base, dns, ...others.flatMap(({ layers }) => layers)]) rmSync(layer);
  if (haproxy) rmSync(haproxy);
  return { common, dns: dnsArchive, digests: references.filter((name) => name.includes('@')), base: BASE };
}

async function baseLayer(folder: string, ca: string): Promise<string> {
  const root = join(folder, 'base');
  for (const part of ['bin', 'etc/ssl/certs', 'tmp']) mkdirSync(join(root, part), { recursive: true });
  copyFileSync('/usr/bin/busybox', join(root, 'bin/busybox'));
  const [applets, libraries] = await Promise.all([must(['busybox', '--list']), must(['ldd', ...CLIENTS])]);
  for (const applet of applets.trim().split('\n')) {
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
  }
  for (const client of CLIENTS) copyFileSync(client, join(root, 'bin', basename(client)));
  copyLibraries(root, libraries);
  copyFileSync(ca, join(root, 'etc/ssl/certs/ca-certificates.crt'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\ncurl_user:x:100:101::/tmp:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\ncurl_group:x:101:\n');
  return layer(root);
}

async function dnsLayer(folder: string, ca: string, coredns: string): Promise<string> {
  const root = join(folder, 'dns');
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  copyFileSync(coredns, join(root, 'coredns'));
  copyFileSync(ca, join(root, 'etc/ssl/certs/ca-certificates.crt'));
  return layer(root);
}

/** Copies what `ldd` has listed; a line without an address names the file that the next ones are about. */
function copyLibraries(root: string, listed: string): void {
  for (const library of listed.match(/\/\S+(?= \()/g) ?? []) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}

async function standInLayer(folder: string, id: string, name: string, standIn: StandIn): Promise<Image> {
  const { files = {}, programs = [], entrypoint, command = FOREVER } = standIn;
  const root = join(folder, `stand-in-${id}`);
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o755 });
  }
  for (const program of programs) {
    mkdirSync(join(root, dirname(program)), { recursive: true });
    copyFileSync(program, join(root, program));
    symlinkSync(program, join(root, 'bin', basename(program)));
    copyLibraries(root, await must(['ldd', program]));
  }
  return { tags: [name], layers: [await layer(root)], entrypoint, command, user: '65532' };
}

/** HAProxy of a newer release, with the libraries of that. */
async function haproxyLayer(folder: string): Promise<string> {
  const root = join(folder, 'haproxy');
  const debian = await ensureDebian();
  const binary = '/usr/sbin/haproxy';
  mkdirSync(join(root, 'bin'), { recursive: true });
  copyFileSync(join(debian, binary), join(root, 'bin/haproxy'));
  const libraries = await must(['chroot', debian, '/lib64/ld-linux-x86-64.so.2', '--list', binary]);
  for (const library of libraries.match(/\/\S+/g) ?? []) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(join(debian, library), join(root, library));
  }
  return layer(root);
}

async function layer(root: string): Promise<string> {
  const file = `${root}.layer`;
  await must(['tar', '-C', root, '--owner=0', '--group=0', '--mode=a+rX', '-cf', file, '.']);
  rmSync(root, { recursive: true });
  return file;
}

async function archive(file: string, images: readonly Image[]): Promise<void> {
  const folder = `${file}.parts`;
  mkdirSync(folder, { recursive: true });
  const manifest = images.map((image) => {
    const layers = image.layers.map((path) => {
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      copyFileSync(path, join(folder, `${digest}.tar`));
      return digest;
    });
    const config = JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { Env: ['PATH=/bin'], Entrypoint: image.entrypoint, Cmd: image.command, User: image.user },
      rootfs: { type: 'layers', diff_ids: layers.map((digest) => `sha256:${digest}`) },
      history: [],
    });
    const name = `${createHash('sha256').update(config).digest('hex')}.json`;
    writeFileSync(join(folder, name), config);
    return { Config: name, RepoTags: image.tags, Layers: layers.map((digest) => `${digest}.tar`) };
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await must(['tar', '-C', folder, '-cf', file, '.']);
  rmSync(folder, { recursive: true });
}
