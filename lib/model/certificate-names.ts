/** What the certificate of a proxy has to be for. */
export function proxyCertificateName(tenant: string, proxy: string): string {
  return `${proxy}.${tenant}`;
}

/** Name of the Secret with a proxy's certificate, in the namespace of the tenant's gateway. */
export function proxySecretName(proxy: string): string {
  return `proxy-${proxy}-tls`;
}
