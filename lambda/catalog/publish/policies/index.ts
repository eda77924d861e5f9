/** Publishes policies: parses them with Cedar, checks them against the server's tools, and stores them beside the catalogue. */

export {
  checkWithoutTable,
  isOfCatalog,
  type PolicyPlan,
  planPolicies,
  type ServerDocuments,
} from './plan.ts';
export { readPolicyText } from './policy-text.ts';
export { closePolicies, type ReadPolicies, readPolicies, writePolicies } from './store.ts';
