import { CLIENTS } from './_clients';
import { FORMS, TABLES } from './_questions';
import { type ClientRecord, type ClientsRecord, type Outcome, recorded } from './_record';

const WORDS: Readonly<Record<Outcome, string>> = {
  direct: 'direct',
  proxy: 'proxy',
  denied: '**denied**',
  failed: '**fails**',
};

/**
 * What clients do with each variable, as tables.
 *
 * @throws Error when the record lacks a client or a question, or has one that the suite does not have
 */
export function clientsPage(record = recorded()): string {
  const wrong = problems(record);
  if (wrong.length > 0) throw new Error(`lab/suites/clients/record.json: ${wrong.join('; ')}`);
  return [
    `Seen on ${record.date}. *direct*: the request reached the server without the proxy, which the cluster's policies refuse for hosts outside; *proxy*: it reached the server through the proxy; **denied**: the client asked the proxy, which denied it; **fails**: the client asked the proxy and could not use its answer. The lab fails if a request reaches neither a server nor the proxy.`,
    ...TABLES.flatMap(({ title, rounds }) => {
      const names = rounds.flatMap(({ questions }) => questions.map(({ name }) => name));
      const readers = CLIENTS.filter(({ name }) => title !== FORMS || readsAny(record.clients[name]));
      const rows = readers.map(({ name }) => [
        name,
        ...names.map((question) => WORDS[record.clients[name]?.outcomes[question] as Outcome]),
      ]);
      return [`### ${title}`, table(['client', ...names.map((name) => `\`${name}\``)], rows)];
    }),
    '### Versions',
    table(
      ['client', 'version'],
      CLIENTS.map(({ name }) => [name, record.clients[name]?.version ?? '']),
    ),
  ].join('\n\n');
}

function readsAny(client: ClientRecord | undefined): boolean {
  return client?.outcomes.http_proxy !== 'direct' || client.outcomes.https_proxy !== 'direct';
}

function problems({ clients }: ClientsRecord): string[] {
  const questions = TABLES.flatMap(({ rounds }) => rounds.flatMap((round) => round.questions.map(({ name }) => name)));
  const names = CLIENTS.map(({ name }) => name);
  return [
    ...Object.keys(clients)
      .filter((name) => !names.includes(name))
      .map((name) => `${name} is recorded, and is not a client of the suite`),
    ...names.flatMap((name) => {
      const asked = Object.keys(clients[name]?.outcomes ?? {});
      return asked.join() === questions.join() ? [] : [`${name} was not asked the questions of the suite`];
    }),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
