import { Bed } from './_bed';
import { contents } from './_contents';
import { credentials } from './_credentials';
import { inside } from './_inside';
import { signatures } from './_signatures';

let bed: Bed;

beforeAll(async () => {
  bed = await Bed.up();
});

afterAll(() => bed?.down());

describe('credentials', () => credentials(() => bed));
describe('signatures', () => signatures(() => bed));
describe('contents', () => contents(() => bed));
describe('addresses inside', () => inside(() => bed));
