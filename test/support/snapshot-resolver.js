const path = require('node:path');

// All snapshots live in the root `__snapshots__`, where a reviewer looks for them.
const root = path.resolve(__dirname, '../..');
const folder = path.join(root, '__snapshots__');

module.exports = {
  resolveSnapshotPath: (test, extension) => path.join(folder, path.relative(root, test) + extension),
  resolveTestPath: (snapshot, extension) =>
    path.join(root, path.relative(folder, snapshot).slice(0, -extension.length)),
  testPathForConsistencyCheck: path.join(root, 'test', 'some.test.ts'),
};
