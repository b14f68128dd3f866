/** One generated file, before it is stamped. */
export interface OutputFile {
  /** Posix path relative to the output folder, for example `dist/base/client-a/guardrails/namespace.yaml`. */
  readonly path: string;
  /** The text without the header line; ends in a line break. */
  readonly content: string;
  /** The settings file that it comes from, for example `tenants/client-a.yaml`. */
  readonly source: string;
  /** @default - npm run synth, which the header line names as what writes the file */
  readonly command?: `npm run ${string}`;
}
