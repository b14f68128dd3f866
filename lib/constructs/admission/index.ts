export { AdmissionPolicy, type AdmissionPolicyProps, type ResourceRule, type Validation } from './_policy';
export { TenantAdmission, type TenantAdmissionProps } from './tenant-admission';
