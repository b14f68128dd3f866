/**
 * Writes lib/schemas/*.json: the structure of the kinds that we write, from what their projects release. To take
 * a new version: change it in lib/versions.ts, fetch the sources, run this, review the diff.
 *
 *     KUBERNETES_SOURCE  the Go modules k8s.io/kubernetes of the releases in lib/versions.ts, the newest first, with
 *                        colons between them: each is the `Dir` that
 *                        `go mod download -json k8s.io/kubernetes@v<version>` prints
 *     CRDS               a folder of CustomResourceDefinitions, one a file, `<group>_<plural>.yaml`, from the releases
 *                        in lib/versions.ts: config/crd/bases of Flux's controllers, example/prometheus-operator-crd
 *                        of the Prometheus operator, deploy/crds of cert-manager, libcalico-go/config/crd of Calico,
 *                        pkg/k8s/apis/cilium.io/client/crds/v2 of Cilium, config/crd/standard of the Gateway API
 *
 *     KUBERNETES_SOURCE=… CRDS=… npx tsx scripts/schemas/main.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSchemas } from '.';

const { KUBERNETES_SOURCE, CRDS } = process.env;
if (!KUBERNETES_SOURCE || !CRDS) {
  process.stderr.write('KUBERNETES_SOURCE and CRDS must name the folders of the sources; see the head of this file\n');
  process.exit(2);
}
for (const [name, text] of generateSchemas(KUBERNETES_SOURCE.split(':'), CRDS)) {
  writeFileSync(join(__dirname, '../../lib/schemas', name), text);
  process.stdout.write(`${name}: ${Math.round(text.length / 1024)} KB\n`);
}
