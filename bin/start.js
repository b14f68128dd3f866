const fs = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { Script, constants } = require('node:vm');
const { crc32 } = require('node:zlib');

const PROGRAM = join(__dirname, '../build/cli.js');

/**
 * Runs the program with what an earlier start compiled: a third of the time of a short command. The compiled code is
 * kept next to the program, so whoever can change it can also change the program. Where that folder is read-only,
 * each start compiles again.
 */
module.exports = function start() {
  // For a single build, a thread of its own takes esbuild longer than the build.
  process.env.ESBUILD_WORKER_THREADS ??= '0';
  if (Module.enableCompileCache) {
    Module.enableCompileCache(join(PROGRAM, '../compiled'));
    require(PROGRAM);
  } else {
    runCompiled();
  }
};

/** Node 20 keeps nothing by itself. */
function runCompiled() {
  const file = join(PROGRAM, `../compiled-${process.version}-${process.arch}`);
  const text = fs.readFileSync(PROGRAM, 'utf8');
  const program = crc32(text);
  const cachedData = readChecked(file, program);
  const script = new Script(Module.wrap(text), {
    filename: PROGRAM,
    cachedData,
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // At the end, when the functions that were called are compiled, too.
  if (!cachedData || script.cachedDataRejected) process.once('exit', () => write(file, program, script));
  const module = new Module(PROGRAM);
  Object.assign(module, { filename: PROGRAM, paths: Module._nodeModulePaths(dirname(PROGRAM)) });
  script.runInThisContext()(module.exports, Module.createRequire(PROGRAM), module, PROGRAM, dirname(PROGRAM));
}

/**
 * V8 refuses code of another version or of other flags by itself, but notices neither a byte that has changed nor
 * another program of the same length.
 */
function readChecked(file, program) {
  try {
    const bytes = fs.readFileSync(file);
    const code = bytes.subarray(4);
    return bytes.readUInt32BE(0) === crc32(code, program) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Several starts at once may write: each writes a file of its own, and a rename puts it in place whole. */
function write(file, program, script) {
  const sum = Buffer.alloc(4);
  const own = `${file}.${process.pid}`;
  try {
    fs.accessSync(dirname(file), fs.constants.W_OK);
    const code = script.createCachedData();
    sum.writeUInt32BE(crc32(code, program));
    fs.writeFileSync(own, Buffer.concat([sum, code]));
    fs.renameSync(own, file);
  } catch {
    // The next start compiles again.
    fs.rmSync(own, { force: true });
  }
}
