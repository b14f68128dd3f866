/**
 * Stands in for Flux's source-watcher, whose module the Go proxy does not serve: reads ArtifactGenerators, makes their
 * artifacts as it does, serves them, and writes ExternalArtifacts and statuses. Runs on the control plane's machine.
 *
 * Arguments: the credentials as JSON, and the address to serve at.
 */
import { createServer } from 'node:http';
import { ControllerApi } from './cluster';
import { Generators } from './generators';

/** After a failure, and while a source is not there. */
const RETRY = 500;

const [, , credentials = '', address = ''] = process.argv;
const api = new ControllerApi(JSON.parse(credentials));
const generators = new Generators(api, `http://${address}`);

let wanted = false;
let running = false;

/** One after the other, and once more if something changed meanwhile. */
async function reconcile(): Promise<void> {
  wanted = true;
  if (running) return;
  running = true;
  while (wanted) {
    wanted = false;
    try {
      if (!(await generators.reconcile())) setTimeout(reconcile, RETRY);
    } catch (error) {
      console.error((error as Error).message);
      setTimeout(reconcile, RETRY);
    }
  }
  running = false;
}

const [host = '', port = ''] = address.split(':');
createServer((request, response) => {
  const content = generators.file(request.url ?? '');
  response.statusCode = content ? 200 : 404;
  response.end(content);
}).listen(Number(port), host);

for (const path of Generators.WATCHED) void api.watch(path, reconcile);
