import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CertificateSpec, IssuerSpec } from '../../../imports/cert-manager.io';
import {
  AUTHORITY,
  GATEWAY,
  GATEWAY_SECRET,
  proxyCertificateName,
  proxyCertificateObject,
  proxySecretName,
} from '../../vocabulary';
import type { Plain } from '../plain';

const KEY = { algorithm: 'ECDSA', size: 256 } as const;

/** `cdk8s import` spells `isCA` in its own way. */
type Certificate = Plain<Omit<CertificateSpec, 'isCa'>> & { readonly isCA?: boolean };

interface GatewayCertificatesProps {
  readonly tenant: string;
  readonly namespace: string;
  readonly proxies: readonly { readonly name: string }[];
}

/**
 * A certificate authority for this tenant alone, in the gateway's namespace. No other tenant trusts what it signs.
 * It issues a certificate for the gateway and one for each proxy, which is delivered to the proxy's VM.
 */
export class GatewayCertificates extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GatewayCertificatesProps,
  ) {
    super(scope, id);
    const { tenant, proxies } = props;
    this.object('Issuer', 'self-signed', { selfSigned: {} });
    this.object('Certificate', AUTHORITY, {
      isCA: true,
      // Without these it is given other purposes, and no list of revoked certificates that it signs is taken.
      usages: ['cert sign', 'crl sign'],
      // Unlike any that it signs, or these would look signed by themselves.
      subject: { organizations: ['egress authority'] },
      commonName: tenant,
      secretName: AUTHORITY,
      duration: '87600h',
      renewBefore: '8760h',
      // With another key, proxies and gateway would not know each other until all have new certificates.
      privateKey: { ...KEY, rotationPolicy: 'Never' },
      issuerRef: { kind: 'Issuer', name: 'self-signed' },
    });
    this.object('Issuer', AUTHORITY, { ca: { secretName: AUTHORITY } });
    this.certificate(GATEWAY.name, {
      commonName: tenant,
      secretName: GATEWAY_SECRET,
      usages: ['digital signature', 'client auth'],
      duration: '2160h',
      renewBefore: '720h',
    });
    for (const { name } of proxies) {
      this.certificate(proxyCertificateObject(name), {
        dnsNames: [proxyCertificateName(tenant, name)],
        secretName: proxySecretName(name),
        usages: ['digital signature', 'server auth'],
        // It is delivered to the VM by hand, and there are three months for that.
        duration: '8760h',
        renewBefore: '2160h',
      });
    }
  }

  private certificate(name: string, spec: Omit<Certificate, 'issuerRef' | 'privateKey'>): void {
    this.object('Certificate', name, {
      ...spec,
      privateKey: { ...KEY, rotationPolicy: 'Always' },
      issuerRef: { kind: 'Issuer', name: AUTHORITY },
    });
  }

  private object(kind: 'Certificate', name: string, spec: Certificate): void;
  private object(kind: 'Issuer', name: string, spec: Plain<IssuerSpec>): void;
  private object(kind: string, name: string, spec: object): void {
    new ApiObject(this, `${kind}-${name}`, {
      apiVersion: 'cert-manager.io/v1',
      kind,
      metadata: { name, namespace: this.props.namespace },
      spec,
    });
  }
}
