import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../../../lab/binaries/build';
import { cacheFolder, recipeFolder } from '../../../lab/binaries/cache';
import { ASSETS_VARIABLE, findBinaries } from '../../../lab/binaries/find';
import { requireMinor } from '../../../lab/binaries/minor';
import { DEFAULT_VERSIONS, KUBERNETES_COMMANDS, type Recipe, recipesOf } from '../../../lab/binaries/versions';
import { KUBERNETES_MINORS, KUBERNETES_RELEASES, type KubernetesMinor } from '../../../lib/versions';

const recipe: Recipe = {
  module: 'example.com/m',
  version: 'v1.0.0',
  binaries: { tool: 'example.com/m/v3', other: 'example.com/m/cmd/other' },
  folders: { data: 'some/data' },
  variables: { 'example.com/m.version': 'v1.0.0' },
  seconds: 1,
  purpose: 'a test',
};

/** Answers as go does, without building: a binary's content is the arguments, and the Go, that it was built with. */
const GO = `#!/bin/sh
echo "$*" >>"$FAKE/calls"
case "$1 $2" in
"mod download") printf '{"Dir":"%s/module","GoMod":"%s/go.mod"}' "$FAKE" "$FAKE" ;;
"mod edit") printf '{"Go":"1.24"}' ;;
build*)
  [ -e "$FAKE/broken" ] && { echo 'undefined: x' >&2; exit 1; }
  all="$*"
  while [ "$1" != -o ]; do shift; done
  out=$2; shift 2
  for pkg; do
    case "$pkg" in */v3) n=m ;; *) n=\${pkg##*/} ;; esac
    { echo "$all"; cat "$n/main.go" 2>/dev/null; } >"$out$n"; chmod 755 "$out$n"
  done ;;
esac
`;

let root: string;
let cache: string;
const path = process.env.PATH;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-build-'));
  cache = cacheFolder({ XDG_CACHE_HOME: root });
  mkdirSync(join(root, 'module/some/data'), { recursive: true });
  writeFileSync(join(root, 'module/some/data/x.yaml'), 'x');
  chmodSync(join(root, 'module/some/data'), 0o555);
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/go'), GO, { mode: 0o755 });
  process.env.PATH = `${join(root, 'bin')}:${path}`;
  process.env.FAKE = root;
});

afterEach(() => {
  process.env.PATH = path;
  delete process.env.FAKE;
  chmodSync(join(root, 'module/some/data'), 0o755);
  rmSync(root, { recursive: true, force: true });
});

const find = (recipes: Record<string, Recipe>, env: NodeJS.ProcessEnv = {}) =>
  findBinaries({ XDG_CACHE_HOME: root, ...env }, recipes);

test('what is built is found afterwards, under the names of the recipe, and nothing else is left', async () => {
  expect(await find({ m: recipe })).toEqual({ paths: {}, missing: ['m'] });
  const folder = await build('m', recipe, cache);
  expect(await find({ m: recipe })).toEqual({
    paths: { tool: join(folder, 'tool'), other: join(folder, 'other'), data: join(folder, 'data') },
    missing: [],
  });
  expect(readFileSync(join(folder, 'data/x.yaml'), 'utf8')).toBe('x');
  expect(readFileSync(join(folder, 'tool'), 'utf8')).toContain('-ldflags=-s -w -X example.com/m.version=v1.0.0');
  expect(readdirSync(dirname(folder))).toHaveLength(1);
});

test('a recipe has its own build tags, and they are part of the key', async () => {
  const tagged = { ...recipe, tags: ['one', 'two'] };
  await build('m', recipe, cache);
  expect((await find({ m: tagged })).missing).toEqual(['m']);
  const folder = await build('m', tagged, cache);
  expect(readFileSync(join(folder, 'tool'), 'utf8')).toContain('-tags=one,two');
});

test('a lab needs the recipes of its own datapath, and those that each needs', () => {
  const calico = recipesOf({ cni: 'calico', kubernetes: '1.35' });
  const cilium = recipesOf({ cni: 'cilium', kubernetes: '1.35' });
  expect(Object.keys(calico)).toEqual(expect.arrayContaining(['calico', 'etcd']));
  expect(Object.keys(cilium)).toEqual(expect.arrayContaining(['cilium', 'etcd']));
  expect(calico).not.toHaveProperty('cilium');
  expect(cilium).not.toHaveProperty('calico');
});

test.each(Object.entries(KUBERNETES_RELEASES))('all commands of a cluster are of the minor %s', (minor, release) => {
  const { kubernetes, ...others } = recipesOf({ cni: 'calico', kubernetes: minor as KubernetesMinor });
  expect(release.startsWith(`${minor}.`)).toBe(true);
  expect(kubernetes).toMatchObject({ version: `v${release}`, localReplaces: `v0.${release.slice(2)}` });
  expect(Object.keys(kubernetes?.binaries ?? {})).toEqual(KUBERNETES_COMMANDS);
  const [, number] = minor.split('.');
  expect(kubernetes?.variables).toMatchObject({
    'k8s.io/component-base/version.gitVersion': `v${release}`,
    'k8s.io/component-base/version.gitMinor': number,
    'k8s.io/client-go/pkg/version.gitVersion': `v${release}`,
  });
  const { kubernetes: _, ...same } = recipesOf(DEFAULT_VERSIONS);
  expect(others).toEqual(same);
});

test('the minors have folders of their own, so that neither is built again for the other', async () => {
  const all = KUBERNETES_MINORS.map((kubernetes) => recipesOf({ cni: 'calico', kubernetes }).kubernetes as Recipe);
  expect(new Set(all.map((one) => recipeFolder('kubernetes', one, cache))).size).toBe(KUBERNETES_MINORS.length);
  expect(KUBERNETES_MINORS.length).toBeGreaterThan(1);
  for (const one of all) await build('kubernetes', one, cache);
  for (const one of all) expect((await find({ kubernetes: one })).missing).toEqual([]);
});

test('ready binaries of another minor are refused by name, and those of the right one are taken', async () => {
  const assets = join(root, 'assets');
  mkdirSync(assets);
  const put = (name: string, text: string) =>
    writeFileSync(join(assets, name), `#!/bin/sh\necho '${text}'\n`, { mode: 0o755 });
  put('kube-apiserver', 'Kubernetes v1.35.2');
  put('kubectl', 'Client Version: v1.34.1');
  put('kubelet', 'who knows');
  put('etcd', 'etcd Version: 3.6.1');
  const { paths } = await find(recipesOf(DEFAULT_VERSIONS), { [ASSETS_VARIABLE]: assets });
  await expect(requireMinor('1.34', paths, assets)).rejects.toMatchObject({
    code: 2,
    message: [
      `${assets}/kube-apiserver is v1.35.2`,
      `${assets}/kubelet is of an unknown version`,
      `The lab is to run Kubernetes 1.34: put its binaries into ${ASSETS_VARIABLE}, or leave that variable out`,
    ].join('\n'),
  });
  put('kube-apiserver', 'Kubernetes v1.34.9');
  put('kubelet', 'Kubernetes v1.34.0-rc.1');
  await requireMinor('1.34', paths, assets);
  await expect(requireMinor('1.35', paths, assets)).rejects.toMatchObject({
    message: expect.stringContaining('kubectl is v1.34.1'),
  });
  await requireMinor('1.35', paths, undefined);
});

test('a bump asks for that recipe alone', async () => {
  await build('m', recipe, cache);
  await build('n', recipe, cache);
  const { missing } = await find({ m: { ...recipe, version: 'v1.0.1' }, n: recipe });
  expect(missing).toEqual(['m']);
});

test('words about a recipe are no reason to build it again', () => {
  const reworded = { ...recipe, seconds: 99, purpose: 'another' };
  expect(recipeFolder('m', reworded, cache)).toBe(recipeFolder('m', recipe, cache));
});

test('Go of ours is built with the module, and built again when it has changed', async () => {
  const own = { ...recipe, binaries: { own: 'wrapper.invalid/lab/own' }, source: join(root, 'own') };
  mkdirSync(own.source);
  writeFileSync(join(own.source, 'main.go'), 'package main // one');
  const folder = await build('m', own, cache);
  expect(readFileSync(join(folder, 'own'), 'utf8')).toContain('package main // one');
  expect((await find({ m: own })).missing).toEqual([]);

  writeFileSync(join(own.source, 'main.go'), 'package main // two');
  expect((await find({ m: own })).missing).toEqual(['m']);
});

test("a build that fails says the compiler's words and leaves nothing", async () => {
  writeFileSync(join(root, 'broken'), '');
  await expect(build('m', recipe, cache)).rejects.toMatchObject({
    code: 2,
    message: 'm v1.0.0 could not be built:\nundefined: x',
  });
  expect(readdirSync(join(cache, 'binaries'))).toEqual([]);
});

test('what a build that was killed has left is not taken for ready, and the next build removes it', async () => {
  const remains = join(cache, 'binaries', '.tmp-m-999999999');
  mkdirSync(join(remains, 'ready'), { recursive: true });
  writeFileSync(join(remains, 'ready/tool'), '', { mode: 0o755 });
  expect((await find({ m: recipe })).missing).toEqual(['m']);
  await build('m', recipe, cache);
  expect(existsSync(remains)).toBe(false);
});

test('ready binaries go before built ones, and what they lack is still built', async () => {
  const assets = join(root, 'assets');
  mkdirSync(assets);
  writeFileSync(join(assets, 'tool'), '', { mode: 0o755 });
  const some = await find({ m: recipe }, { [ASSETS_VARIABLE]: assets });
  expect(some).toEqual({ paths: { tool: join(assets, 'tool') }, missing: ['m'] });
  const folder = await build('m', recipe, cache);
  expect((await find({ m: recipe }, { [ASSETS_VARIABLE]: assets })).paths).toEqual({
    tool: join(assets, 'tool'),
    other: join(folder, 'other'),
    data: join(folder, 'data'),
  });
});

test('the cache is in XDG_CACHE_HOME, or in the home folder', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/kubernetes-egress-tenancy');
  expect(cacheFolder({})).toMatch(/\/\.cache\/kubernetes-egress-tenancy$/);
});
