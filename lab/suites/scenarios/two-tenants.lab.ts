import { breakEngine } from '../../mutants/apply';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { development, type Settings, SPARE } from './_settings';
import { changes } from './two-tenants/_changes';
import { isolation } from './two-tenants/_isolation';
import { mistakes } from './two-tenants/_mistakes';
import { removal } from './two-tenants/_removal';
import { shape } from './two-tenants/_shape';

let cluster: Cluster;
let settings: Settings;

beforeAll(async () => {
  const project = new Project();
  cluster = await Cluster.up(project, project.synth(development()), {
    name: 'two',
    environment: 'development',
    machines: (model) => ({
      ...model,
      tenants: model.tenants.map((tenant) =>
        tenant.name === 'client-a'
          ? { ...tenant, egress: { ...tenant.egress, proxies: [...tenant.egress.proxies, SPARE] } }
          : tenant,
      ),
    }),
  });
});

beforeEach(async () => {
  settings = development();
  await cluster.restore(settings);
  await breakEngine(cluster.lab);
});

afterAll(() => cluster?.down());

const context = () => ({ cluster, settings });

describe('isolation', () => isolation(context));
describe('changes', () => changes(context));
describe('removal', () => removal(context));
describe('mistakes', () => mistakes(context));
describe('the shape of reconciliation', () => shape(context));
