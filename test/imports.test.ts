import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const sources = process.env.CRDS ?? resolve(root, '../shared/crds');
const whereTheyAre = fs.existsSync(sources) ? test : test.skip;

whereTheyAre.each(['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'])(
  'imports/%s.ts is what cdk8s import makes of the released definitions',
  (group) => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'imports-'));
    try {
      const definitions = fs
        .readdirSync(sources)
        .filter((file) => file.startsWith(`${group}_`))
        .sort();
      expect(definitions).not.toEqual([]);
      const concatenated = definitions.map((file) => `---\n${fs.readFileSync(join(sources, file), 'utf8')}`).join('');
      fs.writeFileSync(join(folder, `${group}.yaml`), concatenated);
      execFileSync(
        process.execPath,
        [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'import', `${group}.yaml`, '--language', 'typescript'],
        { cwd: folder, stdio: 'pipe' },
      );
      const committed = fs.readFileSync(join(root, 'imports', `${group}.ts`), 'utf8');
      expect(fs.readFileSync(join(folder, 'imports', `${group}.ts`), 'utf8')).toBe(committed);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
