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
  const cachedData = readChecked(file);
  const script = new Script(Module.wrap(fs.readFileSync(PROGRAM, 'utf8')), {
    filename: PROGRAM,
    cachedData,
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // At the end, when the functions that were called are compiled, too.
  if (!cachedData || script.cachedDataRejected) process.once('exit', () => write(file, script.createCachedData()));
  const module = new Module(PROGRAM);
  Object.assign(module, { filename: PROGRAM, paths: Module._nodeModulePaths(dirname(PROGRAM)) });
  script.runInThisContext()(module.exports, Module.createRequire(PROGRAM), module, PROGRAM, dirname(PROGRAM));
}

/** V8 refuses code of another version or of other flags by itself, but does not notice a byte that has changed. */
function readChecked(file) {
  try {
    const bytes = fs.readFileSync(file);
    const code = bytes.subarray(4);
    return bytes.readUInt32BE(0) === crc32(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Several starts at once may write: each writes a file of its own, and a rename puts it in place whole. */
function write(file, code) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(code));
  const own = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(own, Buffer.concat([sum, code]));
    fs.renameSync(own, file);
  } catch {
    // The next start compiles again.
    fs.rmSync(own, { force: true });
  }
}
