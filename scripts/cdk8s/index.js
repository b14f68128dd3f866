#!/usr/bin/env node
const { dirname, join } = require('node:path');

// Its check for a newer version prints a stack trace where it gets no answer.
process.env.CDK8S_CHECK_UPGRADE ??= 'false';
require(join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin/cdk8s'));
