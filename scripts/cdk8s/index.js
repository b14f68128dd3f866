#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Its check for a newer version prints a stack trace where it gets no answer.
process.env.CDK8S_CHECK_UPGRADE ??= 'false';
const [packages] = require.resolve.paths('cdk8s-cli').filter((folder) => existsSync(join(folder, 'cdk8s-cli')));
require(join(packages, 'cdk8s-cli/bin/cdk8s'));
