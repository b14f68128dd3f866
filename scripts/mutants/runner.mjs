import { join } from 'node:path';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { loadAgain, require } from './loader.mjs';

const circus = require('jest-circus');
const { tests } = require('./scripts/mutants/rooms.json')[process.env.ROOM];

/** Shared with the instrumented code: which mutant is active, and which code each test runs. */
const context = {};

function nameOf({ name, parent }) {
  return parent?.parent ? `${nameOf(parent)} ${name}` : name;
}

/** Runs a room's tests in this process, up to the first that fails. Modules of the project are loaded again each time. */
async function run(wanted) {
  const results = [];
  const handle = (event) => {
    const { name, test } = event;
    const id = test && nameOf(test);
    if (name === 'test_start') {
      context.currentTestId = id;
      const isNeeded = !wanted || (wanted.has(id) && results.every(({ status }) => status !== TestStatus.Failed));
      if (!isNeeded) test.mode = 'skip';
    }
    if (name === 'test_done') {
      context.currentTestId = undefined;
      const [error] = test.errors;
      results.push({
        id,
        name: id,
        timeSpentMs: test.duration ?? 0,
        ...(error
          ? { status: TestStatus.Failed, failureMessage: String([error].flat()[0]) }
          : { status: TestStatus.Success }),
      });
    }
  };
  circus.resetState();
  const load = loadAgain();
  for (const file of tests) circus.describe(file, () => void load(join(process.cwd(), file)));
  circus.addEventHandler(handle);
  await circus.run().finally(() => circus.removeEventHandler(handle));
  return results;
}

/** A test runner for Stryker without jest's cost per mutant: jest-circus and expect, but no VM, no workers, no cache. */
export class InProcess {
  async init() {
    globalThis.__stryker__ = context;
    Object.assign(globalThis, circus, { expect: require('@jest/expect').jestExpect, jest: { setTimeout() {} } });
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    context.mutantCoverage = { static: {}, perTest: {} };
    return { status: DryRunStatus.Complete, tests: await run(), mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    context.activeMutant = activeMutant.id;
    context.hitLimit = hitLimit;
    context.hitCount = hitLimit ? 0 : undefined;
    const results = await run(testFilter && new Set(testFilter)).catch((error) => [
      // What breaks a module breaks all tests.
      { id: 'load', name: 'load', timeSpentMs: 0, status: TestStatus.Failed, failureMessage: String(error) },
    ]);
    return (
      determineHitLimitReached(context.hitCount, context.hitLimit) ??
      toMutantRunResult({ status: DryRunStatus.Complete, tests: results }, true)
    );
  }
}
