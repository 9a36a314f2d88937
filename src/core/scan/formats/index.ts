import { cyclonedx } from "./cyclonedx.ts";
import type { ReportFormat } from "./format.ts";
import { grype } from "./grype.ts";
import { sarif } from "./sarif.ts";
import { trivy } from "./trivy.ts";

/** Every format of reports. Messages name them in this order. */
export const reportFormats: readonly ReportFormat[] = [cyclonedx, grype, trivy, sarif];
