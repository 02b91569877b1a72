/* How grave an alert is: the gravest first, and what each weighs where rows are put in order. */
import type { Severity } from "./contract";

export const severities: Severity[] = ["critical", "high", "medium", "low"];

export const weight: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1 };
