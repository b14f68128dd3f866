import { printPlans } from '../../lib/plan';
import { applyScript } from '../../lib/proxy';
import { planSentences } from '../../lib/words/sentences';
import { plan } from '../proxy/_fixture';
import { infraPlan, infraSide } from './_infra';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2fDvcGq1cBlFxQkEnqQHbE9wG3vHkNPRbe0TM2YcDN';
const OTHER = KEY.replace('YcDN', 'YcDO');
const URL = 'https://git.example.com/egress.git';
const PULL = { url: URL, signers: [KEY], interval: '5m', wait: '15m' };

/** An environment with one VM; without a value, it fetches nothing. */
function side(pull?: Partial<typeof PULL>, port = 3128) {
  const { vm } = plan();
  const infrastructure =
    pull &&
    ({
      cluster: 'kapsule',
      image: '',
      instanceType: '',
      ssh: [],
      poolLabels: 'tags',
      pull: { ...PULL, ...pull },
    } as const);
  const environment = { ...vm.environment, ...(infrastructure ? { infrastructure } : {}) };
  const script = applyScript({ ...vm, environment, proxy: { ...vm.proxy, port } });
  return infraSide({ 'client-a/squid-a/apply.sh': script });
}
const NONE = infraSide({});
const steps = (...sides: Parameters<typeof infraPlan>) => infraPlan(...sides).infra?.pull;

const BEGINS = [
  `VMs fetch their files from ${URL} from now on: a signed tag changes them without an approval`,
  `everyone who has the private key of ${KEY} can change every VM from now on`,
];
const ENDS = 'VMs no longer fetch their files: signed tags change nothing from then on, and vm:apply brings the files';

test('who can change the VMs by a tag is named when that changes', () => {
  expect(steps(side(), side({}))).toEqual(BEGINS);
  expect(steps(NONE, side({}))).toEqual(BEGINS);
  expect(steps(side({}), side({ signers: [OTHER, KEY] }))).toEqual([
    `everyone who has the private key of ${OTHER} can change every VM from now on`,
  ]);
  expect(steps(side({ signers: [OTHER, KEY] }), side({ signers: [OTHER] }))).toEqual([
    `${KEY} signs no more tags for VMs, once each VM has these files: until then, its tags count`,
  ]);
  expect(steps(side({}), side({ url: `${URL}x` }))).toEqual([`VMs fetch their files from ${URL}x instead of ${URL}`]);
  expect(steps(side({}), side())).toEqual([ENDS]);
});

test('nothing is said where that stays as it is, or where no VM is left', () => {
  expect(steps(side({ signers: [OTHER, KEY] }), side({ signers: [KEY, OTHER], interval: '9m' }, 3129))).toBeUndefined();
  expect(steps(side({}), NONE)).toBeUndefined();
  expect(steps(side(), side(undefined, 3129))).toBeUndefined();
});

test('it is printed, and one of the guardrails in what is said in short', () => {
  const changed = infraPlan(side({}), side({ signers: [KEY, OTHER] }));
  const text = `everyone who has the private key of ${OTHER} can change every VM from now on`;
  expect(printPlans([changed])).toContain(`\n    ! ${text}\n`);
  expect(planSentences([changed])).toEqual([
    { kind: 'guardrails', text: `${text}, in development`, tenants: [], environments: ['development'] },
  ]);
});
