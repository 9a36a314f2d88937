import { plan } from "../../../../src/commands/plan.ts";
import { planTable } from "../../../../src/render/tables/plan-table.ts";
import { defaultRequest, memoryRun } from "../../memory-run.ts";
import { printed } from "./printed.ts";

const configuration = `streams:
  edge: {}
  release: { from: { tag: "v{version}" } }
  lts: { from: { tag: "v{version}", range: "1.3" } }
images: { app: { context: app }, worker: { context: worker } }
`;
const files = { ".github/tagstream.yml": configuration, "app/Dockerfile": "FROM scratch\n" };

/** The plan of a repository whose release has one image, and whose main branch has another since. */
export const shownPlan = printed({
  name: "plan",
  begins: /^tagstream plan · /,
  async lines() {
    const made = memoryRun(files);
    const { repository } = made;
    repository.git("tag", "v1.4.2");
    const release = repository.head();
    const main = repository.commit({ "worker/Dockerfile": "FROM scratch\n" });
    const { session, shown } = await made.session("schedule");
    await plan({ ...defaultRequest, command: "plan" }, session);
    const lines = planTable(await made.plan(shown));
    return lines.map((line) => line.replaceAll(main.slice(0, 7), "8d2f31c").replaceAll(release.slice(0, 7), "77aa01b"));
  },
});
