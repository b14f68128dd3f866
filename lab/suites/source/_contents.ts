import { join } from 'node:path';
import { KUSTOMIZE_FILES } from '../../../lib/vocabulary';
import { must } from '../../process/exec';
import { scriptCommand } from '../../process/script';
import { waitFor } from '../../process/wait';
import type { Ask } from './_bed';

const FILES = {
  'deploy/web.yaml': 'web\n',
  'deploy/kustomization.yaml': 'kustomization\n',
  'deploy/sub/Kustomization': 'kustomization\n',
  'lab/notes.yaml': 'notes\n',
};

/** What of a revision is applied. */
export function contents(ask: Ask): void {
  test('.sourceignore takes out what it names', async () => {
    const bed = ask();
    await bed.source.push({ ...FILES, '.sourceignore': 'lab/\n' }, 'Ignore a folder');
    const files = await bed.files(await bed.follow('ignores'));
    expect(files).toEqual(expect.arrayContaining(['deploy/web.yaml', 'deploy/kustomization.yaml']));
    expect(files).not.toContain('lab/notes.yaml');
  });

  test('spec.ignore, as it is rendered for a tenant, is stronger than a .sourceignore', async () => {
    const bed = ask();
    const again = KUSTOMIZE_FILES.map((name) => `!${name}\n`).join('');
    await bed.source.push({ ...FILES, '.sourceignore': again, 'deploy/.sourceignore': again }, 'Ask for them again');
    const kustomize = ['deploy/kustomization.yaml', 'deploy/sub/Kustomization'];
    expect(await bed.files(await bed.follow('asks-again'))).toEqual(expect.arrayContaining(kustomize));
    const ignore = KUSTOMIZE_FILES.map((name) => `${name}\n`).join('');
    const files = await bed.files(await bed.follow('rendered-ignore', { ignore }));
    expect(files).toContain('deploy/web.yaml');
    expect(files.filter((file) => kustomize.includes(file))).toEqual([]);
  });

  test('an OCI artifact is read by tag and by digest; another digest, or none that is signed, is refused', async () => {
    const bed = ask();
    const archive = join(bed.state.source, 'artifact.tar.gz');
    await must(['tar', '-czf', archive, '-C', join(bed.clone.folder, 'deploy'), 'web.yaml']);
    const script = join(__dirname, 'registry.ts');
    const daemon = await bed.host.start('registry', scriptCommand(script, '5000', 'v1.0.0', archive));
    await waitFor('the registry is at work', async () => bed.host.log('registry.log').includes('at work'), {
      needs: [daemon],
    });
    const create = (name: string, spec: object) =>
      bed.create('OCIRepository', name, {
        interval: '1h',
        url: 'oci://127.0.0.1:5000/manifests',
        insecure: true,
        ...spec,
      });
    const found = await create('oci', { ref: { tag: 'v1.0.0' } });
    expect(found).toMatchObject({ status: 'True', revision: expect.stringMatching(/^v1\.0\.0@sha256:/) });
    expect(await bed.files(found)).toEqual(['web.yaml']);
    const digest = found.revision?.replace(/^.*@/, '');
    expect(await create('oci-digest', { ref: { digest } })).toMatchObject({ status: 'True' });
    expect(await create('oci-semver', { ref: { semver: '1.x' } })).toMatchObject({ status: 'True' });
    const refused = { status: 'False', revision: undefined };
    expect(await create('oci-other', { ref: { digest: `sha256:${'0'.repeat(64)}` } })).toMatchObject(refused);
    const key = await bed.secret('cosign', {
      'cosign.pub': await must(['openssl', 'ec', '-in', bed.pki.file('git.key'), '-pubout']),
    });
    const verify = { provider: 'cosign', secretRef: { name: key } };
    expect(await create('oci-unsigned', { ref: { tag: 'v1.0.0' }, verify })).toMatchObject(refused);
  });
}
