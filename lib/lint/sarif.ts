import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withoutCredentials } from './credentials';
import type { Entry } from './entry';
import type { Finding } from './finding';

/**
 * Findings as SARIF 2.1.0, which forges show in a change. Relative paths stay relative, as in the checkout.
 *
 * @param category for findings that must not replace those of another run, for example `live/production`. Default: none
 */
export function toSarif(
  tool: string,
  entries: readonly Entry[],
  findings: readonly Finding[],
  category?: string,
): object {
  const index = new Map(entries.map(({ id }, at) => [id, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool,
            rules: entries.map(({ id, title, why, fix, severity }) => ({
              id,
              shortDescription: { text: title },
              fullDescription: { text: why },
              help: { text: fix },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        ...(category === undefined ? {} : { automationDetails: { id: `${category}/` } }),
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.id,
          ruleIndex: index.get(finding.id) ?? -1,
          level: finding.severity,
          message: { text: textOf(finding) },
          locations: [locationOf(finding)],
          ...(finding.settings ? { relatedLocations: [locationOf(finding.settings)] } : {}),
          ...(finding.suppressed === undefined
            ? {}
            : { suppressions: [{ kind: 'inSource', justification: finding.suppressed }] }),
        })),
      },
    ],
  };
}

function textOf({ object, path, message, fix, environment }: Finding): string {
  const what = [object, path, message].filter(Boolean).join(': ');
  return withoutCredentials(
    `${what}${environment === undefined ? '' : ` (${environment})`}${fix === undefined ? '' : `. ${fix}`}`,
  );
}

function locationOf({ file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>): object {
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } };
}

function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path
    .split(/[/\\]/)
    .map((part) => encodeURIComponent(part))
    .join('/');
}
