import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { SYNTH_ROOTS, stamp, writeOutput } from '../../lib/output';
import { synthesize } from '../../lib/synthesize';
import { renderTenant } from '../../lib/synthesize/tenant';
import { overlayPath } from '../../lib/vocabulary';
import { describeWithKubectl, kubectlKustomizeFolder } from '../kustomize/_kubectl';
import { arbitraryTenantFiles } from '../support/arbitrary-tenant';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const RUNS = runs(4);
const environments = {
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant' } }),
};
const settings = fc.integer({ min: 1, max: 3 }).chain((count) => arbitraryTenantFiles(count));

function model(tenants: Readonly<Record<string, string>>) {
  const files = Object.fromEntries(Object.entries(tenants).map(([name, text]) => [`tenants/${name}`, text]));
  const project = new Project({ ...files, ...environments });
  return loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model;
}

/** Objects by identity, the hash of a generated name left out. */
function byName(objects: readonly object[]): Record<string, unknown> {
  const text = JSON.stringify(objects).replace(/client-egress-config-[a-z0-9]{10}/g, 'client-egress-config');
  const entries = (JSON.parse(text) as { kind: string; metadata: { name: string; namespace?: string } }[])
    .filter(({ kind }) => kind !== 'ConfigMap' && kind !== 'ClusterRole' && !kind.startsWith('ValidatingAdmission'))
    .map((object) => [`${object.kind} ${object.metadata.namespace}/${object.metadata.name}`, object]);
  return Object.fromEntries(entries);
}

test('any valid settings synthesize, twice to the same bytes, and build to what the constructs say', () => {
  fc.assert(
    fc.property(settings, (tenants) => {
      const resolved = model(tenants);
      const files = synthesize(resolved);
      expect(synthesize(model(tenants))).toEqual(files);
      const texts = new Map(files.map((file) => [file.path, stamp(file)]));
      for (const { environment, tenants: there } of resolved.environments) {
        const wanted = there.flatMap((tenant) => Object.values(renderTenant(tenant)).flat());
        expect(byName(build(texts, overlayPath(environment.name)))).toEqual(byName(wanted));
      }
    }),
    { numRuns: RUNS },
  );
});

describeWithKubectl('with kubectl', () => {
  test('any valid settings build with the real kustomize, to what our builder says', () => {
    const out = mkdtempSync(join(tmpdir(), 'synth-property-'));
    try {
      fc.assert(
        fc.property(settings, (tenants) => {
          const resolved = model(tenants);
          const files = synthesize(resolved);
          writeOutput(out, files, { roots: SYNTH_ROOTS });
          const texts = new Map(files.map((file) => [file.path, stamp(file)]));
          for (const { environment } of resolved.environments) {
            const path = overlayPath(environment.name);
            expect(kubectlKustomizeFolder(join(out, path))).toEqual(build(texts, path));
          }
        }),
        { numRuns: RUNS / 2 },
      );
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
