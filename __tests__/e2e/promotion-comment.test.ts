/**
 * What the comment on a merged pull request says of its images.
 * @needs engine
 */
import { describe, expect, test } from "@jest/globals";
import { type Proposed, promotionSetting } from "../support/promotions.ts";

const setting = promotionSetting();

describe("the merged pull request's comment", () => {
  /** A run for the push, as on GitHub: it can be asked, and knows which pull request the commit came from. */
  async function pushed({ project, pull, number }: Proposed) {
    const head = project.repository.head();
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    setting.github.branches.set("main", head);
    const { comments = [] } = setting.github.pulls.get(number) ?? {};
    setting.github.pulls.set(number, { state: "closed", merged: true, head: pull.head, comments, mergedAs: head });
    const { status, log } = await project.push({ env: setting.github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    return (setting.github.pulls.get(number)?.comments ?? []).map(({ body }) => body);
  }

  test("says that the image is the one that was tested in it", async () => {
    const made = await setting.proposeSquid();
    made.project.repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    const [comment = "", ...more] = await pushed(made);
    expect(more).toEqual([]);
    expect(comment).toContain(`**Merged in \`${made.pull.merge.slice(0, 7)}\`, and published**`);
    expect(comment).toContain(
      `| squid | \`release\` | \`${made.digest.slice(0, 15)}\` | the image tested in this pull request, byte for byte |`,
    );
  });

  test("says that it was built again, and why", async () => {
    const made = await setting.proposeSquid();
    const { repository } = made.project;
    repository.git("checkout", "--quiet", "-B", "main", made.pull.merge);
    repository.commit({ "squid/extra": "from another pull request\n" });
    const [comment = ""] = await pushed(made);
    expect(comment).toMatch(
      /\| squid \| `release` \| `sha256:[0-9a-f]{8}` \| built again and tested: changed since .*it has no candidate/,
    );
  });

  test("of one with the same change that is still open: is left as it is", async () => {
    const made = await setting.proposeSquid();
    const before = setting.github.pulls.get(made.number)?.comments.map(({ body }) => body);
    const { project, pull } = made;
    project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
    project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    setting.github.branches.set("main", pull.merge);
    const { status, log } = await project.push({ env: setting.github.env, inputs: { token: "t" } });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(setting.github.pulls.get(made.number)?.comments.map(({ body }) => body)).toEqual(before);
  });
});
