/** A registry with one OCI artifact, for reading: `registry.ts <port> <tag> <archive>`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '', tag = '', archive = ''] = process.argv.slice(2);

interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const blobs = new Map<string, Buffer>();

function blob(mediaType: string, content: Buffer): Blob {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  blobs.set(digest, content);
  return { mediaType, digest, size: content.length };
}

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const config = blob('application/vnd.cncf.flux.config.v1+json', Buffer.from('{}'));
const layer = blob('application/vnd.cncf.flux.content.v1.tar+gzip', readFileSync(archive));
const manifest = blob(mediaType, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [layer] })));

createServer(({ method, url = '' }, response) => {
  const [, kind, reference = ''] = /^\/v2\/.*\/(manifests|blobs|tags)\/(.+)$/.exec(url) ?? [];
  const digest = kind === 'manifests' && reference === tag ? manifest.digest : reference;
  const content = blobs.get(digest);
  if (url === '/v2/') response.end('{}');
  else if (kind === 'tags') response.end(JSON.stringify({ tags: [tag] }));
  else if (content === undefined) response.writeHead(404).end();
  else {
    response.setHeader('content-type', digest === manifest.digest ? mediaType : 'application/octet-stream');
    response.setHeader('content-length', content.length);
    response.setHeader('docker-content-digest', digest);
    response.end(method === 'HEAD' ? undefined : content);
  }
}).listen(Number(port), () => console.log('at work'));
