import { list as asList, map as asMap, isMap } from '../data';
import type { ProblemId } from '../lint';
import { labelFault, objectName } from './names';
import { isObjectKey } from './object-key';
import type { Path } from './place';
import { enumerate, show } from './text';

/** What is read of an encrypted Secret. Its values stay what they are. */
export interface EncryptedSecret {
  readonly name: string;
  /** Undefined: the file does not set it. */
  readonly namespace?: string;
  /** Public keys of age. */
  readonly recipients: readonly string[];
}

interface SecretFault {
  readonly id: ProblemId;
  readonly path: Path;
  readonly message: string;
}

const DATA = ['data', 'stringData'] as const;
const KEYS = ['apiVersion', 'kind', 'metadata', 'type', 'immutable', ...DATA, 'sops'];
const METADATA = ['name', 'namespace', 'labels', 'annotations', 'creationTimestamp'];

/** What SOPS encrypts: https://getsops.io. An empty text stays empty. */
const ENCRYPTED = /^ENC\[AES256_GCM,data:[^,]+,iv:[^,]+,tag:[^,]+,type:([a-z]+)\]$/;
const ENCRYPT = 'encrypt it with sops --encrypt --in-place';
const REGEX = '^(data|stringData)$';

/** Keys of the block `sops` that do not say who can decrypt. */
const METADATA_OF_SOPS = ['age', 'encrypted_regex', 'lastmodified', 'mac', 'mac_only_encrypted', 'version'];

/** Secrets of these types have a meaning to the cluster itself. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  'kubernetes.io/service-account-token': 'the API server would fill it with a token of an account',
  'bootstrap.kubernetes.io/token': 'it lets a machine join the cluster',
};

/** Domains of what Flux, kustomize or kubectl act on. */
const STEERING = { labels: /(^|\.)fluxcd\.io$/, annotations: /(^|\.)(fluxcd\.io|kubernetes\.io|k8s\.io)$/ } as const;

/** What is wrong with an encrypted Secret by itself, or what is read of it. Nothing is decrypted. */
export function readEncryptedSecret(data: unknown): {
  readonly secret?: EncryptedSecret;
  readonly faults: readonly SecretFault[];
} {
  const faults: SecretFault[] = [];
  const fault = (id: ProblemId, path: Path, message: string) => void faults.push({ id, path, message });
  const invalid = (path: Path, message: string) => fault('secret-file-invalid', path, message);
  const object = asMap(data);
  if (object.apiVersion !== 'v1' || object.kind !== 'Secret') {
    const what = `${show(object.apiVersion)} ${show(object.kind)}`;
    invalid(['kind'], `is ${what} (expected v1 Secret): only Secrets are carried from here`);
    return { faults };
  }
  for (const key of Object.keys(object)) if (!KEYS.includes(key)) invalid([key], 'is not a key of a Secret');
  const metadata = asMap(object.metadata);
  for (const key of Object.keys(metadata)) {
    if (!METADATA.includes(key) || (key === 'creationTimestamp' && metadata[key] !== null))
      invalid(['metadata', key], 'cannot be set here; remove it');
  }
  const { name, namespace } = metadata;
  const nameFault = typeof name === 'string' ? objectName.safeParse(name).error?.issues[0]?.message : 'is missing';
  if (nameFault !== undefined) invalid(['metadata', 'name'], nameFault);
  if (namespace !== undefined && (typeof namespace !== 'string' || labelFault(namespace) !== undefined))
    invalid(['metadata', 'namespace'], `${show(namespace)} is not the name of a namespace`);
  for (const key of ['labels', 'annotations'] as const) {
    for (const [each, value] of Object.entries(asMap(metadata[key]))) {
      if (STEERING[key].test(each.slice(0, Math.max(0, each.indexOf('/')))))
        invalid(['metadata', key, each], 'steers Flux or the cluster; remove it');
      else if (typeof value !== 'string') invalid(['metadata', key, each], 'is not text; quote it');
    }
  }
  const type = object.type ?? 'Opaque';
  if (typeof type !== 'string') invalid(['type'], `${show(type)} is not the type of a Secret`);
  else if (Object.hasOwn(REFUSED_TYPES, type)) invalid(['type'], `${type} is refused: ${REFUSED_TYPES[type]}`);
  if (object.immutable !== undefined && typeof object.immutable !== 'boolean')
    invalid(['immutable'], `${show(object.immutable)} is neither true nor false`);

  if (!isMap(object.sops)) {
    fault('secret-in-clear', [], `has no block sops, so it is not encrypted: ${ENCRYPT}. Replace what was in clear`);
    return { faults };
  }
  judgeValues(object, fault);
  judgeSelection(object, fault);
  const recipients = recipientsOf(object.sops, fault);
  if (faults.length > 0) return { faults };
  return {
    secret: { name: String(name), ...(typeof namespace === 'string' ? { namespace } : {}), recipients },
    faults,
  };
}

type Fault = (id: ProblemId, path: Path, message: string) => void;

function judgeValues(object: Readonly<Record<string, unknown>>, fault: Fault): void {
  const blocks = DATA.filter((key) => object[key] !== undefined);
  if (blocks.length === 0) fault('secret-file-invalid', [], `has neither ${enumerate(DATA, 'nor')}`);
  for (const block of blocks) {
    if (!isMap(object[block])) fault('secret-in-clear', [block], 'is not a map of encrypted values');
    for (const [key, value] of Object.entries(asMap(object[block]))) {
      const [, type] = (typeof value === 'string' && ENCRYPTED.exec(value)) || [];
      if (!isObjectKey(key))
        fault('secret-file-invalid', [block, key], 'cannot be a key of a Secret (expected letters, digits, - _ and .)');
      // The value is not shown: it may be a password.
      if (value === '') continue;
      if (type === undefined)
        fault('secret-in-clear', [block, key], `is in clear: ${ENCRYPT}, and replace the credential itself`);
      else if (type !== 'str')
        fault('secret-file-invalid', [block, key], `is not text but ${type}; quote the value before it is encrypted`);
    }
  }
}

/** SOPS decrypts what the pattern selects, and leaves the rest as it stands. */
function judgeSelection(object: Readonly<Record<string, unknown>>, fault: Fault): void {
  const sops = asMap(object.sops);
  const pattern = sops.encrypted_regex;
  const selected = (typeof pattern === 'string' ? /^\^\(?([A-Za-z|]+)\)?\$$/.exec(pattern)?.[1] : undefined)?.split(
    '|',
  );
  if (!selected?.every((each) => (DATA as readonly string[]).includes(each))) {
    const is = pattern === undefined ? 'is missing' : `is ${show(pattern)}`;
    fault('secret-in-clear', ['sops', 'encrypted_regex'], `${is} (expected ${REGEX}): encrypt with that pattern`);
    return;
  }
  for (const block of DATA) {
    if (object[block] !== undefined && !selected.includes(block))
      fault('secret-in-clear', ['sops', 'encrypted_regex'], `leaves ${block} as it stands (expected ${REGEX})`);
  }
}

function recipientsOf(sops: Readonly<Record<string, unknown>>, fault: Fault): string[] {
  for (const [key, value] of Object.entries(sops)) {
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (METADATA_OF_SOPS.includes(key) || isEmpty) continue;
    if (/^(un)?encrypted_/.test(key)) {
      fault(
        'secret-in-clear',
        ['sops', key],
        `also selects what is encrypted (expected encrypted_regex: ${REGEX} alone)`,
      );
    } else {
      const what = key === 'key_groups' || key === 'shamir_threshold' ? 'a key group' : 'a key of another kind';
      fault(
        'secret-recipients',
        ['sops', key],
        `is ${what} (expected age alone): encrypt the file for the tenant’s recipients and no others`,
      );
    }
  }
  const entries = asList(sops.age).map(asMap);
  if (entries.length === 0) fault('secret-recipients', ['sops', 'age'], 'has no recipient of age');
  for (const [index, { enc }] of entries.entries()) {
    if (typeof enc === 'string' && stanzasOf(enc) > 1)
      fault(
        'secret-recipients',
        ['sops', 'age', index, 'enc'],
        'can be decrypted by more keys than the one that recipient names',
      );
  }
  return entries.map(({ recipient }) => String(recipient));
}

/** For how many keys an armored file of age is encrypted; 0 if it cannot be read. Stanzas that end in grease are for none. */
function stanzasOf(armored: string): number {
  const body = /-----BEGIN AGE ENCRYPTED FILE-----([\s\S]*)-----END AGE ENCRYPTED FILE-----/.exec(armored)?.[1] ?? '';
  const [header = ''] = Buffer.from(body, 'base64').toString('latin1').split('\n---');
  return header.split('\n').filter((line) => /^-> /.test(line) && !/^-> \S*-?grease\b/.test(line)).length;
}
