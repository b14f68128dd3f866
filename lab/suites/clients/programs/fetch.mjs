// Requests each URL with one client: fetch.mjs CLIENT URL...
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { createRequire } from 'node:module';

const [client, ...urls] = process.argv.slice(2);
const timeout = 5000;

const axios = () => createRequire(`${process.env.MODULES}/`)('axios');

const clients = {
  http: (url) =>
    new Promise((resolve, reject) => {
      const get = url.startsWith('https:') ? getHttps : getHttp;
      const request = get(url, { timeout }, (response) => response.resume().on('end', resolve));
      request.on('timeout', () => request.destroy(new Error('timeout'))).on('error', reject);
    }),
  fetch: async (url) => (await fetch(url, { signal: AbortSignal.timeout(timeout) })).text(),
  axios: (url) => axios().get(url, { timeout }),
};

if (urls.length === 0) console.log(client === 'axios' ? axios().VERSION : process.version.slice(1));
for (const url of urls) await clients[client](url).catch((error) => console.error(url, error.message));
// Connections that are kept open hold nothing up.
process.exit();
