/** A registry of charts, for reading: its one argument is a {@link ChartOrder} as JSON. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

/** @internal what the script reads */
export interface ChartOrder {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
  /** Path of the chart in the registry, its version, and the file that `helm package` would write. */
  readonly charts: readonly { readonly path: string; readonly version: string; readonly archive: string }[];
}

const order = JSON.parse(process.argv[2] ?? '') as ChartOrder;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const blobs = new Map<string, Buffer>();
const tags = new Map<string, string>();
const manifests = new Set<string>();

function blob(mediaType: string, content: Buffer) {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  blobs.set(digest, content);
  return { mediaType, digest, size: content.length };
}

for (const { path, version, archive } of order.charts) {
  const config = blob('application/vnd.cncf.helm.config.v1+json', Buffer.from(JSON.stringify({ name: path, version })));
  const layer = blob('application/vnd.cncf.helm.chart.content.v1.tar+gzip', readFileSync(archive));
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] };
  const { digest } = blob(MANIFEST, Buffer.from(JSON.stringify(manifest)));
  manifests.add(digest);
  tags.set(`${path}:${version}`, digest);
}

const files = { cert: readFileSync(order.certificate), key: readFileSync(order.key) };
createServer(files, ({ method, url = '' }, response) => {
  const [, path, reference = ''] = /^\/v2\/(.+)\/(?:manifests|blobs)\/(.+)$/.exec(url) ?? [];
  const digest = tags.get(`${path}:${reference}`) ?? reference;
  const content = blobs.get(digest);
  if (url === '/v2/') response.end('{}');
  else if (content === undefined) response.writeHead(404).end();
  else {
    response.setHeader('content-type', manifests.has(digest) ? MANIFEST : 'application/octet-stream');
    response.setHeader('content-length', content.length);
    response.setHeader('docker-content-digest', digest);
    response.end(method === 'HEAD' ? undefined : content);
  }
}).listen(order.port, () => console.log('at work'));
