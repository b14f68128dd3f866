/** Attributes of a certificate's owner: those of X.500, and few others that certificates have. */
export const ATTRIBUTES: ReadonlySet<string> = new Set(
  `DN CN commonName C countryName L localityName ST stateOrProvinceName O organizationName OU organizationalUnitName
  GN givenName SN surname initials serialNumber title description name dnQualifier DC domainComponent role UID userId
  x500UniqueIdentifier generationQualifier pseudonym street streetAddress postalCode searchGuide businessCategory
  postalAddress postOfficeBox physicalDeliveryOfficeName telephoneNumber telexNumber teletexTerminalIdentifier
  facsimileTelephoneNumber x121Address internationaliSDNNumber registeredAddress destinationIndicator
  preferredDeliveryMethod presentationAddress supportedApplicationContext member owner roleOccupant seeAlso
  userPassword userCertificate cACertificate authorityRevocationList certificateRevocationList crossCertificatePair
  enhancedSearchGuide protocolInformation distinguishedName uniqueMember houseIdentifier supportedAlgorithms
  deltaRevocationList dmdName organizationIdentifier c3 countryCode3c n3 countryCode3n dnsName emailAddress
  unstructuredName unstructuredAddress subjectAltName jurisdictionC jurisdictionL jurisdictionST
  jurisdictionCountryName jurisdictionLocalityName jurisdictionStateOrProvinceName`.split(/\s+/),
);

export const HIERARCHY_CODES: ReadonlySet<string> = new Set(
  `HIER_NONE HIER_DIRECT SIBLING_HIT PARENT_HIT DEFAULT_PARENT SINGLE_PARENT FIRSTUP_PARENT FIRST_PARENT_MISS
  CLOSEST_PARENT_MISS CLOSEST_PARENT CLOSEST_DIRECT NO_DIRECT_FAIL SOURCE_FASTEST ROUNDROBIN_PARENT CD_PARENT_HIT
  CD_SIBLING_HIT CARP ANY_OLD_PARENT USERHASH_PARENT SOURCEHASH_PARENT PINNED ORIGINAL_DST STANDBY_POOL`.split(/\s+/),
);

export const INITIATORS: ReadonlySet<string> = new Set(
  `client cache-digest htcp icp icmp asn ipc adaptation icon esi certificate-fetching internal all server`.split(/\s+/),
);
