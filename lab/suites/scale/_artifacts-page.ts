/** One changed line. Times in milliseconds, CPU in seconds. */
export interface Row {
  readonly changed: string;
  /** Kustomizations whose applied revision is another one. */
  readonly revisions: readonly string[];
  /** Kustomizations and objects of other tenants that have another resource version. */
  readonly others: readonly string[];
  /** How many Kustomizations and objects of tenants there are. */
  readonly objects: number;
  /** From the beginning of the push until the changed tenant's Deployment has its new generation. */
  readonly deployed: number;
  /** Until all Kustomizations are Ready at what they read. */
  readonly settled: number;
  readonly controller: number;
  readonly watcher: number;
}

export interface Measurement {
  readonly artifacts: boolean;
  /** Until all is applied for the first time in this shape. */
  readonly first: number;
  readonly rows: readonly Row[];
}

/** The committed page. */
export function pageOf(measured: readonly Measurement[], tenants: number, machine: string): string {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const rows = measured.flatMap(({ artifacts, rows: changes }) =>
    changes.map((row) =>
      [
        artifacts ? 'artifacts' : 'repository',
        `\`${row.changed}\``,
        `${seconds(row.deployed)} s`,
        `${seconds(row.settled)} s`,
        `${row.revisions.length} of ${2 * tenants + 1}`,
        `${row.others.length} of ${row.objects}`,
        `${row.controller.toFixed(1)} s`,
        artifacts ? `${row.watcher.toFixed(1)} s` : '–',
      ].join(' | '),
    ),
  );
  const first = measured.map(
    ({ artifacts, first: time }) =>
      `- ${artifacts ? 'the change to artifacts, from the same tenants without' : 'the first start, without artifacts, from an empty cluster'}: ${seconds(time)} s`,
  );
  return `# One changed line of ${tenants} tenants

\`npm run lab:test -- suites/scale/artifacts\` writes this page. What is measured: [docs/scale.md](../docs/scale.md).

| read from | changed | Deployment has its new generation | all is Ready | Kustomizations with a new revision | of others changed | CPU of kustomize-controller | CPU of the stand-in |
|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}

Until all was Ready:

${first.join('\n')}

Machine: ${machine}. Node.js ${process.versions.node}.

- Times begin with the push: git's commit and source-controller's fetch of the whole repository are in all of them.
- The API server, source-controller and kustomize-controller are real, with the rendered arguments; kustomize-controller looks again at what
  waits for a dependency after 0.5 s (its default is 30 s), and takes four Kustomizations at a time. There are no nodes: a Deployment's
  new generation is where Flux's part ends.
- *Of others changed*: Kustomizations, namespaces, Deployments, policies, accounts, bindings, limits and ConfigMaps with another
  resource version, those of the changed tenant left out.
- source-watcher is a [stand-in](../docs/lab.md#what-it-does-not-prove) in TypeScript. Its CPU time is not that of the real one.
`;
}
