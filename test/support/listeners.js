// Each test file loads its own copy of the package that removes a lock on exit, and each copy listens to the process.
process.setMaxListeners(0);
