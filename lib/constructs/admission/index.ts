export { AdmissionPolicy, type AdmissionPolicyProps, type ResourceRule, type Validation } from './_policy';
export { TenantAdmission } from './tenant-admission';
