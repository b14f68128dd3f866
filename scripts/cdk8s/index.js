#!/usr/bin/env node
// Its check for a newer version prints a stack trace where it gets no answer.
process.env.CDK8S_CHECK_UPGRADE ??= 'false';
require('cdk8s-cli/bin/cdk8s');
