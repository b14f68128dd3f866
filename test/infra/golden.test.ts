import { join } from 'node:path';
import { terraform } from '../../lib/infra';
import { expectGolden } from '../support/golden';
import { machines, SIZES } from '../support/machines';

test.each(SIZES)('an environment with %s has the Terraform of its golden folder', (size) => {
  const [file, ...others] = terraform(machines(size));
  expect(others).toEqual([]);
  expectGolden(join(__dirname, 'golden', size), { 'main.tf.json': file?.content ?? '' });
});
