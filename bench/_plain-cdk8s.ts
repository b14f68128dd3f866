/**
 * What a straightforward cdk8s app does for many tenants: `node plain-cdk8s.js TEMPLATE OUT TENANTS`. One chart for each tenant
 * in each environment, one file for each object, and the machines' files as they are. It checks nothing.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ApiObject, type ApiObjectProps, App, Chart, YamlOutputType } from 'cdk8s';
import { nameOf } from './_many-settings';

/** Of one tenant, with @NAME@ and @NUMBER@ in place of its own. */
export interface Template {
  readonly environments: readonly string[];
  readonly objects: readonly ApiObjectProps[];
  /** Path → content. */
  readonly texts: Readonly<Record<string, string>>;
}

function main([template = '', out = '', tenants = '0']: readonly string[]): void {
  const text = readFileSync(template, 'utf8');
  const { environments } = JSON.parse(text) as Template;
  for (const environment of environments) {
    const app = new App({
      outdir: join(out, environment),
      yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    });
    for (let index = 0; index < Number(tenants); index++) {
      const filled = text.replaceAll('@NAME@', nameOf(index)).replaceAll('@NUMBER@', String(index));
      const { objects, texts } = JSON.parse(filled) as Template;
      const chart = new Chart(app, nameOf(index), { disableResourceNameHashes: true });
      for (const [position, object] of objects.entries()) new ApiObject(chart, `object-${position}`, object);
      for (const [path, content] of Object.entries(texts).filter(([path]) => path.includes(`/${environment}/`))) {
        mkdirSync(dirname(join(out, path)), { recursive: true });
        writeFileSync(join(out, path), content);
      }
    }
    app.synth();
  }
}

if (require.main === module) main(process.argv.slice(2));
