import { diagnose } from "../../../../src/core/doctor/diagnose.ts";
import { doctorTable } from "../../../../src/render/doctor/doctor-table.ts";
import { healthyFacts, workflowOf } from "../../doctor-facts.ts";
import { printed } from "./printed.ts";

const workflow = workflowOf(
  [/login-action@\w+/, "login-action@v4"],
  [/setup-buildx-action@\w+/, "setup-buildx-action@v4"],
  ["packages: write, ", ""],
);
const rebuild = { file: "images.yml", state: "active" } as const;
const last = { at: "2026-11-16T06:17:00Z", conclusion: "success", page: "" };

/** What the doctor finds in a workflow with three faults. */
export const shownDiagnosis = printed({
  name: "diagnosis of the doctor",
  begins: /^\d+ things? will fail/,
  lines: () =>
    doctorTable(
      diagnose({
        ...healthyFacts,
        workflows: { known: [workflow] },
        schedules: [{ file: "images.yml", workflow: { known: { ...rebuild, last } } }],
      }),
    ),
});
