const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

// Each test file evaluates all modules again. What V8 compiled for one file is kept for the next ones: compiling would
// be a fifth of the time.
const scripts = new Map();
const { compileFunction } = vm;

vm.compileFunction = (code, parameters, options) => {
  const { filename, parsingContext } = options;
  if (!parsingContext) return compileFunction(code, parameters, options);
  let known = scripts.get(filename);
  if (known?.code !== code) {
    const head = `(function (${parameters}) {`;
    known = { code, script: new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length }) };
    scripts.set(filename, known);
  }
  return known.script.runInContext(parsingContext);
};

module.exports = TestEnvironment;
