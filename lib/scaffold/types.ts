export interface Folders {
  /** Folder of the tenants' files, for example `tenants`. */
  readonly tenants: string;
  /** Folder of the environments' files, for example `overlays`. */
  readonly environments: string;
}

/** Where a new tenant's proxy is. */
export interface ProxyPlace {
  /** In the private network of the environments. */
  readonly address: string;
  /** By environment, where its private network is another one. */
  readonly elsewhere: Readonly<Record<string, string>>;
}
