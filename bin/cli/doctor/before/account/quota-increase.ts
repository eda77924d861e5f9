/** A quota of a service, by the codes of Service Quotas. */
interface QuotaOf {
  readonly region: string;
  readonly service: string;
  readonly code: string;
}

/** The command that requests a quota. */
export function quotaIncrease({ region, service, code }: QuotaOf, value: number): string {
  return (
    `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} ` +
    `--desired-value ${value}`
  );
}
