import type { StandIn } from '../../../cluster/images';

const IMAGES = 'registry.example.com';

/** Serves files from a folder of the image, on the port of the application. */
function serves(folder: string, port: number): readonly string[] {
  return ['httpd', '-f', '-p', String(port), '-h', folder];
}

/** What the images of the examples do in the lab. The manifests are those of the examples: commands, probes, files and mounts. */
export const STAND_INS: Readonly<Record<string, StandIn>> = {
  [`${IMAGES}/storefront/api:3.4.0`]: { files: { '/srv/healthz': 'fine\n' }, command: serves('/srv', 8080) },
  [`${IMAGES}/billing/invoices:2.8.1`]: {
    command: ['sh', '-c', 'echo "as $BANK_USER"; curl -s https://bank.partner.example/invoices'],
  },
  [`${IMAGES}/ledger/postgres:17.2`]: {
    files: {
      '/bin/pg_isready': '#!/bin/sh\nexec nc -w 1 127.0.0.1 5432 </dev/null\n',
      '/bin/postgres': `#!/bin/sh
echo "password $POSTGRES_PASSWORD" >>"$PGDATA/log" && touch /var/run/postgresql/pid
exec httpd -f -p 5432 -h "$PGDATA"
`,
    },
    command: ['postgres'],
  },
  [`${IMAGES}/dispatch/worker:1.12.0`]: {
    files: { '/bin/python': '#!/bin/sh\n[ "$2" = worker.alive ] && test -e /tmp/alive\n' },
    command: ['sh', '-c', 'touch /tmp/alive; exec sleep 2147483647'],
  },
  [`${IMAGES}/portal/nginx:1.27.3`]: {
    files: {
      '/bin/nginx': `#!/bin/sh
grep -q 'listen 8080' /etc/nginx/conf.d/portal.conf && touch /var/cache/nginx/cache || exit 1
echo 'GET /' >/var/log/portal/access.log
exec httpd -f -p 8080 -h /srv/site
`,
    },
    command: ['nginx'],
  },
  [`${IMAGES}/portal/content:7`]: { files: { '/content/index.html': 'the portal\n' } },
  [`${IMAGES}/portal/shipper:0.9`]: {
    files: { '/bin/shipper': '#!/bin/sh\n[ "$1" = --config ] && exec tail -F "$(sed -n "s/^from: //p" "$2")"\n' },
    entrypoint: ['shipper'],
  },
  // The real client, and the user that its image has to know.
  [`${IMAGES}/exchange/sftp:9.9`]: {
    files: { '/etc/passwd': 'root:x:0:0::/:/bin/sh\nsftp:x:65532:65532::/tmp:/bin/sh\n' },
    programs: ['/usr/bin/sftp', '/usr/bin/ssh'],
  },
  [`${IMAGES}/helpdesk/web:4.2.0`]: {
    files: {
      '/bin/helpdesk': `#!/bin/sh
case "$1" in
  migrate) echo "changed $DATABASE_URL"; exec curl -s https://mail.partner.example/migrated ;;
  assets) exec sh -c 'echo "the help desk" >/srv/assets/title' ;;
  web) exec httpd -f -p 8080 -h /srv/assets ;;
esac
`,
    },
    entrypoint: ['helpdesk'],
  },
  [`${IMAGES}/acme/redis:7.4.1`]: { files: { '/srv/ping': 'PONG\n' }, command: serves('/srv', 6379) },
};
