/** One URL that clients request, and what the page calls it. */
export interface Question {
  /** Key of the record, and of a column. */
  readonly name: string;
  readonly url: string;
}

/** Some URLs that are requested with the same variables. */
interface Round {
  readonly name: string;
  /** Above its table. */
  readonly title: string;
  /** Without: the variables of a rendered container. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
}

/** Addresses on the client's machine that stand for what is inside: Services, pods, a private host. */
export const INSIDE: Readonly<Record<string, readonly string[]>> = {
  '10.32.5.5': ['web', 'web.client-a-demo', 'web.client-a-demo.svc', 'web.client-a-demo.svc.cluster.local'],
  '100.64.0.9': ['db-0.db', 'db-0.db.client-a-demo', 'exact.test', 'a.exact.test', 'a.dot.test', 'a.suffix.test'],
  '100.64.0.10': ['a.star.test', 'xend.test', 'port.test'],
  '172.16.44.3': ['search.shop.internal'],
};

const OUTSIDE = { plain: 'plain.partner.example', tls: 'tls.partner.example' };

/** Names that the internet serves. */
export const SITES = Object.values(OUTSIDE);

const PROXY = 'http://172.16.28.8:3128';

const inside = (host: string, port = 8080) => `http://${host}:${port}/`;
const question = (name: string, url: string): Question => ({ name, url });

const RENDERED: Round = {
  name: 'rendered',
  title: 'With the variables of a rendered pod',
  questions: [
    question('http outside', `http://${OUTSIDE.plain}/`),
    question('https outside', `https://${OUTSIDE.tls}/`),
    question('web', inside('web')),
    question('web.namespace', inside('web.client-a-demo')),
    question('web.namespace.svc', inside('web.client-a-demo.svc')),
    question('db-0.db', inside('db-0.db')),
    question('private host', inside('search.shop.internal')),
    question('private address', inside('172.16.44.3')),
    question('service address', inside('10.32.5.5')),
    question('localhost', inside('localhost')),
  ],
};

/** What each client must reach when it has no variables. */
export const CONTROL = RENDERED.questions.slice(0, 3);

/** Title of the table about entries; it leaves out clients that read no proxy variable. */
export const FORMS = 'Entries of NO_PROXY, for clients that read proxy variables';

const ENTRIES: Round = {
  name: 'forms',
  title: FORMS,
  variables: both('exact.test,.dot.test,suffix.test,*.star.test,end.test,port.test:8080,100.64.0.9,10.32.0.0/20'),
  questions: [
    question('name', inside('exact.test')),
    question('name, below it', inside('a.suffix.test')),
    question('.suffix', inside('a.dot.test')),
    question('*.suffix', inside('a.star.test')),
    question('end of a name', inside('xend.test')),
    question('name:port', inside('port.test')),
    question('address', inside('100.64.0.9')),
    question('range', inside('10.32.5.5')),
  ],
};

function both(noProxy: string): Record<string, string> {
  return {
    HTTP_PROXY: PROXY,
    http_proxy: PROXY,
    HTTPS_PROXY: PROXY,
    https_proxy: PROXY,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

function alone(name: string, url: string, variables: Record<string, string> = { [name]: PROXY }): Round {
  return { name, title: '', variables, questions: [question(name, url)] };
}

const { NO_PROXY: _, no_proxy: __, ...proxies } = both('');

/** Each variable without its other spelling. */
const ALONE: readonly Round[] = [
  alone('HTTP_PROXY', `http://${OUTSIDE.plain}/`),
  alone('http_proxy', `http://${OUTSIDE.plain}/`),
  alone('HTTPS_PROXY', `https://${OUTSIDE.tls}/`),
  alone('https_proxy', `https://${OUTSIDE.tls}/`),
  alone('NO_PROXY', inside('exact.test'), { ...proxies, NO_PROXY: 'exact.test' }),
  alone('no_proxy', inside('exact.test'), { ...proxies, no_proxy: 'exact.test' }),
];

export const ROUNDS: readonly Round[] = [RENDERED, ENTRIES, ...ALONE];

/** Tables of the page. */
export const TABLES = [
  { title: RENDERED.title, rounds: [RENDERED] },
  { title: FORMS, rounds: [ENTRIES] },
  { title: 'One spelling of a variable alone', rounds: ALONE },
] as const;
