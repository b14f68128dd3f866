import { goBinaryName } from '../../../lab/binaries/build';
import { wrapperGoMod } from '../../../lab/binaries/wrapper';

const recipe = { module: 'example.com/m', version: 'v1.2.3', binaries: {}, seconds: 1, purpose: 'x' };
const mod = {
  Go: '1.25.0',
  Replace: [
    { Old: { Path: 'example.com/fork' }, New: { Path: 'example.com/forked', Version: 'v2.0.0' } },
    { Old: { Path: 'example.com/old', Version: 'v1.0.0' }, New: { Path: 'example.com/old', Version: 'v1.0.1' } },
    { Old: { Path: 'example.com/m/api' }, New: { Path: './staging/api' } },
  ],
};

test("the wrapper repeats the module's replaces, and gives its local ones the version that they are served with", () => {
  expect(wrapperGoMod({ ...recipe, localReplaces: 'v0.2.3' }, mod)).toBe(`module wrapper.invalid/lab
go 1.25.0
require example.com/m v1.2.3
replace example.com/fork => example.com/forked v2.0.0
replace example.com/old v1.0.0 => example.com/old v1.0.1
replace example.com/m/api => example.com/m/api v0.2.3
`);
});

test('without such a version the local ones are dropped', () => {
  expect(wrapperGoMod(recipe, mod)).not.toContain('example.com/m/api');
});

test('a recipe may replace a version that is not served', () => {
  const replaces = { 'example.com/pkg': 'v0.18.0' };
  expect(wrapperGoMod({ ...recipe, replaces }, mod)).toContain(
    '\nreplace example.com/pkg => example.com/pkg v0.18.0\n',
  );
});

test('where some are named, only these are repeated', () => {
  const text = wrapperGoMod({ ...recipe, localReplaces: 'v0.2.3', keptReplaces: ['example.com/old'] }, mod);
  expect(text.match(/^replace .*/gm)).toEqual(['replace example.com/old v1.0.0 => example.com/old v1.0.1']);
});

test.each([
  ['k8s.io/kubernetes/cmd/kubelet', 'kubelet'],
  ['go.etcd.io/etcd/server/v3', 'server'],
])('go build calls the binary of %s %s', (pkg, name) => {
  expect(goBinaryName(pkg)).toBe(name);
});
