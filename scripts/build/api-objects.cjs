exports.k8s = require('cdk8s-plus-28/lib/imports/k8s');
