import { join } from 'node:path';
import { createSshKey } from '../../gitops/ssh-server';
import type { Ask, Bed, Verdict } from './_bed';
import { URL_HTTPS } from './_bed';
import { problemsOf } from './_refused';

const HOME = '/run/gpg';
const ALICE = 'alice@example.com';
const MALLORY = 'mallory@example.com';

/** Commits something, and tags it with version `name`, signed as git is told. */
async function tag(bed: Bed, name: string, ...signed: readonly string[]): Promise<void> {
  await bed.source.push({ version: `${name}\n` }, name);
  await onHost(bed, ...signed, 'tag', '--message', name, ...(signed.length > 0 ? ['--sign'] : []), name);
  // Nothing else: the controllers look again.
  await bed.source.git('status');
}

/** On the machine, whose gpg-agent ends with it. */
function onHost(bed: Bed, ...args: readonly string[]): Promise<string> {
  const env = { GNUPGHOME: HOME, GIT_CONFIG_GLOBAL: bed.clone.config, GIT_CONFIG_NOSYSTEM: '1' };
  return bed.host.must(['git', '-C', bed.clone.folder, ...args], { env });
}

async function createKeys(bed: Bed): Promise<void> {
  await bed.host.must(['mkdir', '-m', '700', HOME]);
  const gpg = ['gpg', '--homedir', HOME, '--batch', '--pinentry-mode', 'loopback', '--passphrase', ''];
  for (const person of [ALICE, MALLORY])
    await bed.host.must([...gpg, '--quick-gen-key', person, 'ed25519', 'sign', 'never']);
  const alice = await bed.host.must(['gpg', '--homedir', HOME, '--armor', '--export', ALICE]);
  const ssh = join(bed.state.source, 'bob');
  await createSshKey(ssh);
  await bed.secret('release-keys', { 'alice.asc': alice, 'bob.sshpub': bed.read(`${ssh}.pub`) });
}

const by = (person: string) => ['-c', `user.signingKey=${person}`];
const signedTag = { mode: 'Tag', secretRef: { name: 'release-keys' } };

/** Which revisions are believed. */
export function signatures(ask: Ask): void {
  const follow = (name: string, spec: object): Promise<Verdict> => ask().follow(name, { verify: signedTag, ...spec });

  test('a tag that is signed with a key of the Secret is followed', async () => {
    const bed = ask();
    await createKeys(bed);
    await tag(bed, 'v1.0.0', ...by(ALICE));
    const verdict = await follow('signed', { ref: { tag: 'v1.0.0' } });
    expect(verdict).toMatchObject({ status: 'True', revision: `v1.0.0@sha1:${await bed.clone.head()}` });
    expect(verdict.reasonOf('SourceVerified')).toBe('Succeeded');
  });

  test('so is one that is signed with an SSH key', async () => {
    const bed = ask();
    await tag(bed, 'v1.0.1', '-c', 'gpg.format=ssh', ...by(join(bed.state.source, 'bob')));
    expect(await follow('signed-by-ssh', { ref: { tag: 'v1.0.1' } })).toMatchObject({ status: 'True' });
  });

  test.each([
    { what: 'a tag that is not signed', version: 'v0.1.0', signed: [], reason: 'InvalidGitObject' },
    { what: 'a tag of a outsider', version: 'v0.2.0', signed: by(MALLORY), reason: 'InvalidTagSignature' },
  ])('$what is refused', async ({ version, signed, reason }) => {
    await tag(ask(), version, ...signed);
    const verdict = await follow(version.replaceAll('.', '-'), { ref: { tag: version } });
    expect(verdict).toMatchObject({ status: 'False', reason, revision: undefined });
  });

  test.each(['Tag', 'TagAndHEAD'])('a branch with mode %s is refused, by check as well', async (mode) => {
    const verify = { mode, secretRef: { name: 'release-keys' } };
    const verdict = await follow(`branch-${mode.toLowerCase()}`, { verify });
    expect(verdict).toMatchObject({ status: 'False', reason: 'InvalidVerificationMode', revision: undefined });
    expect(verdict.reasonOf('Stalled')).toBe('InvalidVerificationMode');
    const source = { url: URL_HTTPS, verify: { mode, secret: 'release-keys' } };
    for (const ref of [{ branch: 'main' }, undefined]) {
      expect(problemsOf({ source: { ...source, ref } })).toContain('tag-verification');
    }
    expect(problemsOf({ source: { ...source, ref: { tag: 'v1.0.0' } } })).not.toContain('tag-verification');
  });

  test('a commit that is not signed is refused with mode HEAD', async () => {
    const verify = { mode: 'HEAD', secretRef: { name: 'release-keys' } };
    expect(await follow('commit', { verify })).toMatchObject({ status: 'False', reason: 'InvalidCommitSignature' });
  });

  test('a range follows its highest version, a pre-release left out', async () => {
    const bed = ask();
    const open = { ref: { semver: '>=1.0.0' } };
    expect(await follow('open', open)).toMatchObject({ status: 'True', revision: expect.stringMatching(/^v1\.0\.1@/) });
    await tag(bed, 'v1.1.0', ...by(ALICE));
    expect(await bed.verdict('open')).toMatchObject({ status: 'True', revision: expect.stringMatching(/^v1\.1\.0@/) });
    await tag(bed, 'v1.2.0-rc.1', ...by(ALICE));
    expect(await bed.verdict('open')).toMatchObject({ revision: expect.stringMatching(/^v1\.1\.0@/) });
  });

  test.each([
    { range: '>=9.0.0', problem: undefined },
    { range: 'newest', problem: 'git-reference' },
  ])('a range that no version is in is refused: $range', async ({ range, problem }) => {
    const verdict = await follow(`range-${range.replaceAll(/\W/g, '')}`, { ref: { semver: range } });
    expect(verdict).toMatchObject({ status: 'False', revision: undefined });
    if (problem) expect(problemsOf({ source: { url: URL_HTTPS, ref: { semver: range } } })).toContain(problem);
  });

  test('one tag without a signature stops a range without an upper end, which check warns of; an upper end is the way out', async () => {
    const bed = ask();
    const before = (await bed.verdict('open')).revision;
    await tag(bed, 'v99.0.0');
    expect(await bed.verdict('open')).toMatchObject({ status: 'False', reason: 'InvalidGitObject', revision: before });
    await tag(bed, 'v1.3.0', ...by(ALICE));
    expect(await bed.verdict('open')).toMatchObject({ status: 'False', reason: 'InvalidGitObject', revision: before });

    const source = { url: URL_HTTPS, verify: { mode: 'Tag', secret: 'release-keys' } };
    expect(problemsOf({ source: { ...source, ref: { semver: '>=1.0.0' } } })).toContain('tag-range-open');
    const semver = '>=1.0.0 <2.0.0';
    expect(problemsOf({ source: { ...source, ref: { semver } } })).not.toContain('tag-range-open');
    expect(await bed.change('open', { ref: { semver } })).toMatchObject({
      status: 'True',
      revision: expect.stringMatching(/^v1\.3\.0@/),
    });
    await bed.source.git('tag', '--delete', 'v99.0.0');
    expect(await bed.change('open', { ref: { semver: '>=1.0.0' } })).toMatchObject({ status: 'True' });
  });
}
